package jvirt.cli.storage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Output;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.cli.Xml;
import jvirt.cli.monitor.States;
import jvirt.client.Pool;
import jvirt.client.Volume;
import jvirt.rpc.call.StorageVolumeCall;

/** Volumes of pools. */
public final class Volumes extends Commands {
    /** virStorageVolCreateFlags. */
    private static final int PREALLOCATE = 1;
    private static final int REFLINK = 2;
    private static final int VALIDATE = 4;
    private static final int PHYSICAL = 1;
    private static final int DELTA = 2;
    private static final List<String> TYPES = List.of("file", "block", "dir", "network", "netdir", "ploop");
    private static final List<String> ALGORITHMS = List.of("zero", "nnsa", "dod", "bsi", "gutmann", "schneier", "pfitzner7", "pfitzner33",
            "random", "trim");

    @Override public String table() {
        return """
            vol-clone: copy a volume within its pool
              <vol>
              <newname>  name of the copy
              pool=
              --prealloc-metadata  make place for the metadata at once
              --reflink  share the blocks until they change
              --print-xml
            vol-create: make a volume as an XML file says
              <pool>
              <file>
              --prealloc-metadata  make place for the metadata at once
              --validate
            vol-create-as: make a volume
              <pool>
              <name>  name of the volume
              <capacity>  its size, in bytes or with a unit
              allocation=  how much of that to take at once
              format=  format of the image
              backing-vol=  volume behind it
              backing-vol-format=  format of the volume behind it
              --prealloc-metadata  make place for the metadata at once
              --print-xml
            vol-create-from: make a volume with the content of another
              <pool>
              <file>
              <vol>  volume whose content it gets
              inputpool=  pool of that volume
              --prealloc-metadata  make place for the metadata at once
              --reflink  share the blocks until they change
              --validate
            vol-delete: delete a volume
              <vol> pool=
              --delete-snapshots  with its snapshots
            vol-dumpxml: print the definition of a volume
              <vol> pool= xpath=! --wrap
            vol-info: show the size of a volume
              <vol> pool= --bytes
              --physical  the size of its file
            vol-key: print the key of a volume
              <vol>  name or path of the volume
              pool=
            vol-list: list the volumes of a pool
              <pool>
              --details  with their sizes
            vol-name: print the name of a volume
              <vol>  key or path of the volume
            vol-path: print the path of a volume
              <vol>  name or key of the volume
              pool=
            vol-pool: print the pool of a volume
              <vol>  key or path of the volume
              --uuid  its UUID, not its name
            vol-resize: change the size of a volume
              <vol>
              <capacity>  its new size, in bytes or with a unit
              pool=
              --allocate  take what is added at once
              --delta  by that much
              --shrink  it may become smaller
            vol-wipe: overwrite a volume
              <vol> pool=
              algorithm=  with what
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "vol-clone" -> copy(in);
            case "vol-create" -> create(in);
            case "vol-create-as" -> createAs(in);
            case "vol-create-from" -> createFrom(in);
            case "vol-delete" -> {
                Volume volume = volume(in, "vol", "pool");
                String name = in.required("vol");
                in.attempt(() -> volume.delete(in.flag("delete-snapshots", 2)), "Failed to delete vol " + name);
                in.out().extra("Vol " + name + " deleted\n");
            }
            case "vol-dumpxml" -> in.printXml(volume(in, "vol", "pool").xml());
            case "vol-info" -> info(in);
            case "vol-key" -> in.out().line(volume(in, "vol", "pool").key());
            case "vol-list" -> list(in);
            case "vol-name" -> in.out().line(byKey(in).name());
            case "vol-path" -> in.out().line(volume(in, "vol", "pool").path());
            case "vol-pool" -> {
                Volume volume = byKey(in);
                Pool pool = in.attempt(volume::pool, "failed to get parent pool");
                in.out().line(in.has("uuid") ? pool.uuid().toString() : pool.name());
            }
            case "vol-resize" -> resize(in);
            case "vol-wipe" -> wipe(in);
            default -> throw undeclared(command);
        }
    }

    /** The volume that an option names: by name if its pool is given, else by key or path. */
    static Volume volume(Invocation in, String option, String poolOption) {
        String name = in.required(option);
        Optional<Pool> pool = in.text(poolOption).map(_ -> Pools.pool(in, poolOption));
        if (pool.isPresent() && !pool.get().active()) throw new Failure("pool '" + in.required(poolOption) + "' is not active");
        in.session().debug(Session.INFO, in.command() + ": found option <" + option + ">: " + name);
        Finding<Volume> finding = new Finding<>();
        pool.ifPresent(one -> finding.by(() -> one.volume(name)));
        Volume volume = keyed(in, name, finding).orComplain("failed to get vol '" + name + "'"
                + (pool.isPresent() ? "" : ", specifying --" + poolOption + " might help"));
        if (pool.isPresent() && !volume.pool().name().equals(pool.get().name())) {
            throw new Failure("Requested volume '" + name + "' is not in pool '" + pool.get() + "'");
        }
        return volume;
    }

    private static Finding<Volume> keyed(Invocation in, String name, Finding<Volume> finding) {
        return finding.by(() -> in.connection().volumes().withKey(name)).by(() -> in.connection().volumes().withPath(name));
    }

    private static Volume byKey(Invocation in) {
        String name = in.required("vol");
        return keyed(in, name, new Finding<>()).orComplain("failed to get vol '" + name + "'");
    }

    private static long size(String text) {
        return Numbers.scaled(text, 1, -1).orElseThrow(() -> new Failure("Malformed size " + text));
    }

    // making

    private static void createAs(Invocation in) {
        Pool pool = Pools.pool(in, "pool");
        String name = in.required("name");
        long capacity = size(in.required("capacity"));
        Optional<Long> allocation = in.raw("allocation").map(Volumes::size);
        StringBuilder xml = new StringBuilder("<volume>\n  <name>" + name + "</name>\n  <capacity>" + Long.toUnsignedString(capacity) + "</capacity>\n");
        allocation.ifPresent(bytes -> xml.append("  <allocation>").append(Long.toUnsignedString(bytes)).append("</allocation>\n"));
        in.text("format").ifPresent(format -> xml.append("  <target>\n    <format type='").append(format).append("'/>\n  </target>\n"));
        Optional<String> backing = in.text("backing-vol");
        if (backing.isPresent()) {
            Volume volume = keyed(in, backing.get(), new Finding<Volume>().by(() -> pool.volume(backing.get())))
                    .orComplain("failed to get vol '" + backing.get() + "'");
            xml.append("  <backingStore>\n    <path>").append(volume.path()).append("</path>\n");
            in.text("backing-vol-format").ifPresent(format -> xml.append("    <format type='").append(format).append("'/>\n"));
            xml.append("  </backingStore>\n");
        }
        String document = xml.append("</volume>\n").toString();
        if (in.has("print-xml")) {
            in.out().print(document);
            return;
        }
        in.attempt(() -> pool.createVolume(document, in.flag("prealloc-metadata", PREALLOCATE)), "Failed to create vol " + name);
        in.out().extra("Vol " + name + " created\n");
    }

    private static void create(Invocation in) {
        Pool pool = Pools.pool(in, "pool");
        String file = in.required("file");
        String xml = in.read(file);
        Volume volume = in.attempt(() -> pool.createVolume(xml, in.flag("prealloc-metadata", PREALLOCATE) | in.flag("validate", VALIDATE)),
                "Failed to create vol from " + file);
        in.out().extra("Vol " + volume + " created from " + file + "\n");
    }

    private static void createFrom(Invocation in) {
        Pool pool = Pools.pool(in, "pool");
        String file = in.required("file");
        Volume input = volume(in, "vol", "inputpool");
        String xml = in.read(file);
        int flags = in.flag("prealloc-metadata", PREALLOCATE) | in.flag("reflink", REFLINK) | in.flag("validate", VALIDATE);
        Volume volume = in.attempt(() -> pool.createVolume(xml, input, flags), "Failed to create vol from " + file);
        in.out().extra("Vol " + volume + " created from input vol " + input + "\n");
    }

    private static void copy(Invocation in) {
        Volume old = volume(in, "vol", "pool");
        Pool pool = in.attempt(old::pool, "failed to get parent pool");
        String name = in.required("newname");
        String xml = old.xml().replaceFirst("<name>[^<]*</name>", "<name>" + java.util.regex.Matcher.quoteReplacement(Xml.escape(name)) + "</name>");
        if (in.has("print-xml")) {
            in.out().print(Xml.text(jvirt.api.xml.Element.parse(xml)));
            return;
        }
        Volume volume = in.attempt(() -> pool.createVolume(xml, old, in.flag("prealloc-metadata", PREALLOCATE) | in.flag("reflink", REFLINK)),
                "Failed to clone vol from " + old);
        in.out().extra("Vol " + volume + " cloned from " + old + "\n");
    }

    // changing

    private static void resize(Invocation in) {
        boolean delta = in.has("delta");
        Volume volume = volume(in, "vol", "pool");
        String text = in.required("capacity").stripLeading();
        if (text.startsWith("-")) {
            if (!in.has("shrink")) throw new Failure("negative size requires --shrink");
            text = text.substring(1);
            delta = true;
        }
        int flags = in.flag("allocate", 1) | in.flag("shrink", 4) | (delta ? DELTA : 0);
        long capacity = size(text);
        String way = delta ? " by " : " to ";
        in.attempt(() -> volume.resize(capacity, flags), "Failed to change size of volume '" + volume + "'" + way + text);
        in.out().extra("Size of volume '" + volume + "' successfully changed" + way + text + "\n");
    }

    private static void wipe(Invocation in) {
        Volume volume = volume(in, "vol", "pool");
        String name = in.required("vol");
        Optional<String> wanted = in.text("algorithm");
        int algorithm = wanted.map(ALGORITHMS::indexOf).orElse(0);
        if (algorithm < 0) throw new Failure("Unsupported algorithm '" + wanted.get() + "'");
        in.attempt(() -> wipe(in, volume, algorithm), "Failed to wipe vol " + name);
        in.out().extra("Vol " + name + " wiped\n");
    }

    private static void wipe(Invocation in, Volume volume, int algorithm) {
        try {
            in.call(new StorageVolumeCall.WipePattern(volume.wire(), algorithm, 0));
        } catch (VirtException e) {
            if (e.code() != ErrorCode.NO_SUPPORT || algorithm != 0) throw e;
            volume.wipe(0);
        }
    }

    // looking

    private static void info(Invocation in) {
        Volume volume = volume(in, "vol", "pool");
        Output out = in.out();
        out.field("Name:", volume.name());
        Volume.Info info = volume.info(in.flag("physical", PHYSICAL));
        out.field("Type:", States.of(TYPES, info.type(), "unknown"));
        out.field("Capacity:", amount(in, info.capacity()));
        out.field(in.has("physical") ? "Physical:" : "Allocation:", amount(in, info.allocation()));
    }

    private static String amount(Invocation in, long bytes) {
        return in.has("bytes") ? Long.toUnsignedString(bytes) + " bytes" : Numbers.pretty(bytes, 2);
    }

    private static void list(Invocation in) {
        Pool pool = Pools.pool(in, "pool");
        List<Volume> volumes = new ArrayList<>(in.attempt(pool::volumes, "Failed to list volumes"));
        volumes.sort(Comparator.comparing(Volume::name, String.CASE_INSENSITIVE_ORDER));
        boolean details = in.has("details");
        Table table = details ? new Table("Name", "Path", "Type", "Capacity", "Allocation") : new Table("Name", "Path");
        for (Volume one : volumes) {
            String path = Session.lookup(one::path).orElse("unknown");
            if (!details) {
                table.row(one.name(), path);
                continue;
            }
            Optional<Volume.Info> info = Session.lookup(() -> one.info(0));
            table.row(one.name(), path, info.map(known -> States.of(TYPES, known.type(), "unknown")).orElse("unknown"),
                    info.map(known -> Numbers.pretty(known.capacity(), 2)).orElse("unknown"),
                    info.map(known -> Numbers.pretty(known.allocation(), 2)).orElse("unknown"));
        }
        table.print(in.out());
    }
}
