package jvirt.cli.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import jvirt.api.xml.Element;

/** The guest's disks and where their bytes are: from {@code --disk}'s words to {@code <source>}, and the names of new volumes. */
final class Disks {
    private static final Pattern URL = Pattern.compile("[a-zA-Z]+(\\+[a-zA-Z]+)?://.*");
    private static final double GIB = 1024.0 * 1024 * 1024;

    private final Guest guest;
    private final Map<Part, DiskSource> sources = new IdentityHashMap<>();

    Disks(Guest guest) {
        this.guest = guest;
    }

    /**
     * What {@code --disk} says about the bytes, beside the document's own slots.
     *
     * @param sparse takes its space when it is written
     */
    record Request(Optional<String> pool, Optional<String> volume, Optional<Double> size, Optional<String> format, boolean sparse,
            Optional<String> backing, Optional<String> backingFormat) {}

    private Facts facts() {
        return guest.facts();
    }

    /** {@code disk/@type}, as said or as it follows. */
    String type(Part disk) {
        return disk.get("@type").orElseGet(() -> impliedType(disk));
    }

    private String impliedType(Part disk) {
        if (disk.get("source/@pool").isPresent() || disk.get("source/@volume").isPresent()) return "volume";
        DiskSource source = sources.get(disk);
        if (source != null) return source.type();
        return disk.get("source/@protocol").isPresent() ? "network" : "file";
    }

    /** Where its bytes are. */
    DiskSource source(Part disk) {
        return sources.computeIfAbsent(disk, this::resolve);
    }

    /** From the slots of {@code <source>}. */
    private DiskSource resolve(Part disk) {
        if (type(disk).equals("network")) return new DiskSource.Plain(url(disk), "network");
        if (type(disk).equals("volume")) {
            String pool = disk.get("source/@pool").orElse("");
            String volume = disk.get("source/@volume").orElse("");
            return new DiskSource.Known(pool(pool), volume(pool, volume));
        }
        return plainPath(disk).map(this::at).orElseGet(DiskSource.Empty::new);
    }

    private static Optional<String> plainPath(Part disk) {
        return disk.get("source/@file").or(() -> disk.get("source/@dev")).or(() -> disk.get("source/@dir"));
    }

    private static String url(Part disk) {
        List<Part> hosts = disk.parts("source/host#");
        Optional<Part> host = hosts.stream().findFirst();
        String name = disk.get("source/@name").or(() -> host.flatMap(one -> one.get("@socket"))).orElse("");
        return disk.get("source/@protocol").orElse("unknown") + host.flatMap(one -> one.get("@transport")).map(one -> "+" + one).orElse("") + "://"
                + host.flatMap(one -> one.get("@name")).map(one -> one + host.get().get("@port").map(port -> ":" + port).orElse("")).orElse("")
                + (name.isEmpty() || name.startsWith("/") ? name : "/" + name);
    }

    private Element pool(String name) {
        return Pools.named(facts(), name).orElseThrow(() -> InstallException.of("Storage pool not found: no storage pool with matching name '%s'", name));
    }

    private Element volume(String pool, String name) {
        return facts().volume(pool, name).orElseThrow(() -> InstallException.of(
                "Storage volume not found: no storage vol with matching name '%s'", name));
    }

    /** What is at a path or address. A folder that no pool has is offered as one, so that the daemon can say what is in it. */
    DiskSource at(String address) {
        String path = address.startsWith("file://") ? address.substring("file://".length()) : address;
        boolean url = URL.matcher(path).matches();
        String full = url || isNetworkVolume(path) ? path : Path.of(path).toAbsolutePath().normalize().toString();
        // libvirt's own addresses for RBD volumes are their paths; other addresses no pool knows
        Optional<Facts.Volume> known = !url ? facts().volumeAt(full)
                : full.startsWith("rbd:") ? facts().volumeAt(java.net.URI.create(full).getPath().replaceAll("^/|/$", "")) : Optional.empty();
        if (known.isPresent()) return new DiskSource.Known(pool(known.get().pool()), known.get().xml());
        if (url) return new DiskSource.Plain(full, "network");
        Path folder = Path.of(full).getParent();
        Optional<Element> pool = folder == null ? Optional.empty() : Pools.ofFolder(facts(), folder.toString());
        if (pool.isEmpty() && !Pools.isSystemPath(full) && folder != null) {
            pool = Pools.forFolder(facts(), folder);
            Optional<Element> volume = pool.flatMap(made -> facts().volume(Pools.name(made), Path.of(full).getFileName().toString()));
            if (volume.isPresent()) return new DiskSource.Known(pool.get(), volume.get());
        }
        if (!facts().remote() && Files.exists(Path.of(full))) return new DiskSource.Plain(full, localType(Path.of(full)));
        if (pool.isPresent()) return new DiskSource.Absent(pool.get(), full);
        if (facts().remote() && Pools.isSystemPath(full)) return new DiskSource.Plain(full, "block");
        return new DiskSource.Unknown(full);
    }

    private boolean isNetworkVolume(String path) {
        return facts().volumeAt(path).flatMap(volume -> volume.xml().attribute("type")).filter("network"::equals).isPresent();
    }

    private static String localType(Path path) {
        if (Files.isDirectory(path)) return "dir";
        try {
            Object mode = Files.getAttribute(path, "unix:mode");
            return (((Integer) mode) & 0170000) == 0060000 ? "block" : "file";
        } catch (IOException | UnsupportedOperationException e) {
            return "file";
        }
    }

    /** Gives the disk what is at {@code path}. */
    void setPath(Part disk, String path) {
        set(disk, at(path));
    }

    private void set(Part disk, DiskSource source) {
        sources.put(disk, source);
        disk.set("source/@file", null);
        disk.set("source/@dev", null);
        disk.set("source/@dir", null);
        disk.set("source/@pool", null);
        disk.set("source/@volume", null);
        disk.set("source/@name", null);
        disk.set("source/@protocol", null);
        disk.parts("source/host#").clear();
        if (source.type().equals("network")) {
            network(disk, source);
            return;
        }
        switch (type(disk)) {
            case "block" -> disk.set("source/@dev", source.path().orElse(null));
            case "dir" -> disk.set("source/@dir", source.path().orElse(null));
            case "file" -> disk.set("source/@file", source.path().orElse(null));
            default -> { }
        }
    }

    private static void network(Part disk, DiskSource source) {
        switch (source) {
            case DiskSource.Known(Element pool, Element volume) -> NetworkSource.ofVolume(disk, pool, volume.child("name").map(Element::text).orElse(""),
                    source.path().orElse(""));
            case DiskSource.Created(Element pool, NewVolume volume) -> NetworkSource.ofVolume(disk, pool, volume.name(), "");
            case DiskSource.Plain(String address, String _) -> NetworkSource.ofUrl(disk, address);
            case DiskSource.Empty _, DiskSource.Absent _, DiskSource.Unknown _ -> { }
        }
    }

    /** Does what {@code --disk} asks for, once its slots are set. */
    void apply(Part disk, Request request) {
        Optional<String> poolName = request.pool();
        boolean empty = source(disk) instanceof DiskSource.Empty;
        if (request.size().filter(size -> size > 0).isPresent() && request.volume().isEmpty() && poolName.isEmpty() && empty && type(disk).equals("file")) {
            poolName = Optional.of("default");
        }
        Optional<Element> pool = poolName.map(name -> name.equals("default") ? Pools.standard(facts()) : pool(name));
        if (request.volume().isPresent()) {
            Element in = pool.orElseThrow(() -> InstallException.of("Storage volume must be specified as vol=poolname/volname"));
            set(disk, new DiskSource.Known(in, volume(Pools.name(in), request.volume().get())));
            return;
        }
        boolean missing = source(disk) instanceof DiskSource.Absent || source(disk) instanceof DiskSource.Unknown;
        if (pool.isEmpty() && !missing) return;
        String path = source(disk).path().orElse("");
        Optional<String> named = pool.isPresent() ? Optional.empty() : Optional.of(path.substring(path.lastIndexOf('/') + 1));
        if (pool.isEmpty() && source(disk) instanceof DiskSource.Absent(Element around, String _)) pool = Optional.of(around);
        Optional<Element> in = pool;
        Optional<String> format = request.format().or(() -> in.map(Pools::diskType).filter("file"::equals).map(_ -> "qcow2"));
        String name = named.orElseGet(() -> freeName(in.orElseThrow(), format));
        double size = request.size().orElseThrow(() -> InstallException.of("Size must be specified for non existent volume '%s'", name));
        Element home = in.orElseThrow(() -> InstallException.of("Don't know how to create storage for path '%s'. Use libvirt APIs to manage "
                + "the parent directory as a pool first.", name));
        if (request.format().isPresent() && !Pools.diskType(home).equals("file")) {
            throw new InstallException("Format attribute not supported for this volume type");
        }
        boolean logical = home.attribute("type").filter("logical"::equals).isPresent();
        set(disk, new DiskSource.Created(home, new NewVolume(name, (long) (size * GIB), request.sparse(),
                Pools.diskType(home).equals("file") ? format : Optional.empty(), request.backing(), request.backingFormat())));
        if (logical && request.sparse()) facts().note("Sparse logical volumes are not supported, setting allocation equal to capacity");
    }

    /** A name for the guest's next disk in the pool: neither there nor in another of its disks. */
    private String freeName(Element pool, Optional<String> format) {
        String suffix = format.map(one -> one.equals("raw") ? ".img" : "." + one).orElse("");
        Set<String> planned = new java.util.HashSet<>();
        for (Part disk : guest.devices("disk")) {
            source(disk).path().map(Path::of).filter(path -> path.getParent() != null
                    && Pools.targetPath(pool).filter(path.getParent().toString()::equals).isPresent())
                    .ifPresent(path -> planned.add(path.getFileName().toString()));
        }
        return Pools.free(guest.name().orElse("disk"), "-", suffix, name -> planned.contains(name) || facts().volume(Pools.name(pool), name).isPresent());
    }

    /** Refuses a disk that cannot be; says what may go wrong with the others. */
    void check(Part disk) {
        String device = disk.get("@device").orElse("disk");
        switch (source(disk)) {
            case DiskSource.Empty _ -> {
                boolean removable = device.equals("cdrom") || device.equals("floppy");
                if (!removable && Set.of("file", "block", "dir", "volume", "network").contains(type(disk))) {
                    throw InstallException.of("Device type '%s' requires a path", device);
                }
            }
            case DiskSource.Absent(Element _, String path) -> throw absent(path);
            case DiskSource.Unknown(String path) -> throw absent(path);
            case DiskSource.Created(Element pool, NewVolume volume) -> checkSpace(pool, volume);
            case DiskSource.Plain _, DiskSource.Known _ -> { }
        }
    }

    private static InstallException absent(String path) {
        return InstallException.of("Must specify storage creation parameters for non-existent path '%s'.", path);
    }

    private void checkSpace(Element pool, NewVolume volume) {
        if (facts().volume(Pools.name(pool), volume.name()).isPresent()) {
            throw InstallException.of("Name '%s' already in use by another volume.", volume.name());
        }
        long free = facts().available(Pools.name(pool));
        if (volume.capacity() <= free) return;
        long mib = 1024 * 1024;
        if (!volume.sparse()) {
            throw InstallException.of("There is not enough free space on the storage pool to create the volume. (%d M requested allocation > "
                    + "%d M available)", volume.capacity() / mib, free / mib);
        }
        facts().note(String.format("The requested volume capacity will exceed the available pool space when the volume is fully allocated. "
                + "(%d M requested capacity > %d M available)", volume.capacity() / mib, free / mib));
    }

    /** The volumes to be made, with their pools. */
    List<DiskSource.Created> created() {
        List<DiskSource.Created> created = new ArrayList<>();
        for (Part disk : guest.devices("disk")) {
            if (source(disk) instanceof DiskSource.Created one) created.add(one);
        }
        return created;
    }
}
