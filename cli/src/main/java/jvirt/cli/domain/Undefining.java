package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.cli.Xml;
import jvirt.cli.Lists;
import jvirt.client.Domain;
import jvirt.client.Volume;

/** {@code undefine}: forgetting a machine, with its disks if that is wanted. */
public final class Undefining extends Commands {
    /** virDomainUndefineFlagsValues. */
    private static final int MANAGED_SAVE = 1;
    private static final int SNAPSHOTS = 2;
    private static final int NVRAM = 4;
    private static final int KEEP_NVRAM = 8;
    private static final int CHECKPOINTS = 16;
    private static final int TPM = 32;
    private static final int KEEP_TPM = 64;
    /** VIR_DOMAIN_SNAPSHOT_LIST_METADATA. */
    private static final int WITH_METADATA = 2;

    @Override public String table() {
        return """
            undefine: forget a machine
              <domain>
              --managed-save  and its saved state
              storage=  and these of its volumes, by target or path, separated by commas
              --remove-all-storage  and all of its volumes
              delete-snapshots->delete-storage-volume-snapshots
              --delete-storage-volume-snapshots  with the snapshots of the volumes
              --wipe-storage  overwrite the volumes first
              --snapshots-metadata  and what is known of its snapshots
              --checkpoints-metadata  and what is known of its checkpoints
              --nvram  and its NVRAM file
              --keep-nvram  keep its NVRAM file
              --tpm  and the state of its TPM
              --keep-tpm  keep the state of its TPM
            """;
    }

    /** A volume of the machine that is to go. */
    private record Doomed(Volume volume, String target, String source) {}

    @Override public void run(String command, Invocation in) {
        in.requires("delete-storage-volume-snapshots", "remove-all-storage");
        in.exclusive("nvram", "keep-nvram");
        in.exclusive("tpm", "keep-tpm");
        Optional<String> storage = in.raw("storage").filter(text -> !text.isEmpty());
        if (storage.isEmpty() && !in.has("remove-all-storage") && in.has("wipe-storage")) {
            throw new Failure("'--wipe-storage' requires '--storage <string>' or '--remove-all-storage'");
        }
        Domain domain = in.domain();
        boolean running = domain.active();
        int flags = flags(in, domain, running);
        List<Doomed> doomed = storage.isPresent() || in.has("remove-all-storage") ? doomed(in, domain, running, storage) : List.of();
        String name = in.required("domain");
        in.attempt(() -> domain.undefine(flags), "Failed to undefine domain '" + name + "'");
        in.out().extra("Domain '" + name + "' has been undefined\n");
        remove(in, doomed);
    }

    private static int flags(Invocation in, Domain domain, boolean running) {
        int flags = in.flag("managed-save", MANAGED_SAVE) | in.flag("snapshots-metadata", SNAPSHOTS) | in.flag("nvram", NVRAM)
                | in.flag("keep-nvram", KEEP_NVRAM) | in.flag("checkpoints-metadata", CHECKPOINTS) | in.flag("tpm", TPM)
                | in.flag("keep-tpm", KEEP_TPM);
        boolean saved = !running && domain.hasManagedSave();
        boolean snapshots = !running && domain.snapshots().count(0) > 0 && domain.snapshots().count(WITH_METADATA) > 0;
        return flags & ~(saved ? 0 : MANAGED_SAVE) & ~(snapshots ? 0 : SNAPSHOTS);
    }

    private static List<Doomed> doomed(Invocation in, Domain domain, boolean running, Optional<String> storage) {
        if (running) throw new Failure("Storage volume deletion is supported only on stopped domains");
        if (storage.isPresent() && in.has("remove-all-storage")) throw new Failure("Specified both --storage and --remove-all-storage");
        List<String> wanted = new ArrayList<>(storage.map(Lists::split).orElse(List.of()));
        List<Doomed> doomed = new ArrayList<>();
        for (Element disk : Element.parse(domain.xml(0)).child("devices").map(all -> all.children("disk")).orElse(List.of())) {
            String target = Xml.at(disk, "target/@dev").orElse("");
            Optional<String> source = Xml.first(disk, "source/@file", "source/@dir", "source/@name", "source/@dev", "source/@volume");
            if (source.isEmpty()) continue;
            if (storage.isPresent() && !wanted.remove(target) && !wanted.remove(source.get())) continue;
            volume(in, disk, target, source.get()).ifPresent(volume -> doomed.add(new Doomed(volume, target, source.get())));
        }
        for (String missing : wanted) in.out().error("Volume '" + missing + "' was not found in domain's definition.\n");
        if (!wanted.isEmpty()) throw Failure.told();
        return doomed;
    }

    private static Optional<Volume> volume(Invocation in, Element disk, String target, String source) {
        Optional<String> pool = Xml.at(disk, "source/@pool");
        Optional<Volume> volume;
        if (pool.isPresent()) {
            var found = Session.lookup(() -> in.connection().pools().named(pool.get()));
            if (found.isEmpty()) {
                in.out().error("Storage pool '" + pool.get() + "' for volume '" + target + "' not found.");
                return Optional.empty();
            }
            volume = Session.lookup(() -> found.get().volume(source));
        } else {
            volume = Session.lookup(() -> in.connection().volumes().withPath(source));
        }
        if (volume.isEmpty()) {
            in.out().error("Storage volume '" + target + "'(" + source + ") is not managed by libvirt. Remove it manually.\n");
        }
        return volume;
    }

    private static void remove(Invocation in, List<Doomed> doomed) {
        boolean failed = false;
        for (Doomed one : doomed) {
            String what = "'" + one.target + "'(" + one.source + ")";
            try {
                if (in.has("wipe-storage")) {
                    in.out().extra("Wiping volume " + what + " ... ");
                    in.out().flush();
                    try {
                        one.volume.wipe(0);
                    } catch (VirtException e) {
                        in.out().error("Failed! Volume not removed.");
                        failed = true;
                        continue;
                    }
                    in.out().extra("Done.\n");
                }
                one.volume.delete(in.flag("delete-storage-volume-snapshots", 2));
                in.out().extra("Volume " + what + " removed.\n");
            } catch (VirtException e) {
                in.out().error("Failed to remove storage volume " + what);
                in.out().error(e.getMessage());
                failed = true;
            }
        }
        if (failed) throw Failure.told();
    }
}
