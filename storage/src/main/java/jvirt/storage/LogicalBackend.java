package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Permissions;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.Extent;
import jvirt.api.storage.Volume.Target;
import jvirt.host.Undo;

/** Pools that are an LVM volume group; its logical volumes are theirs. */
final class LogicalBackend implements Backend {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** pvcreate wants nothing at the beginning of a disk. */
    private static final int CLEARED = 1 << 20;
    /** Room for the header of an encrypted volume. */
    private static final long LUKS_HEADER = 2 << 20;
    private static final String COLUMNS =
            "lv_name,origin,uuid,devices,segtype,stripes,seg_size,vg_extent_size,size,lv_attr";

    private static String group(Pool pool) {
        return pool.source().name().orElseThrow();
    }

    @Override
    public boolean isActive(Pool pool) throws InterruptedException {
        if (!Files.exists(Path.of(pool.path()))) return false;
        match(pool);
        return true;
    }

    /** The group must be there, with at least one of the devices that the pool names. */
    private static void match(Pool pool) throws InterruptedException {
        List<String> devices = groups().get(group(pool));
        if (devices == null) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "cannot find logical volume group name '%s'", group(pool));
        }
        List<String> wanted = pool.source().devices().stream().map(PoolSource.Device::path).toList();
        if (!wanted.isEmpty() && wanted.stream().noneMatch(devices::contains)) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED,
                    "cannot find any matching source devices for logical volume group '%s'", group(pool));
        }
    }

    /** The host's volume groups and their devices. */
    private static Map<String, List<String>> groups() throws InterruptedException {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String line : run("pvs", "--noheadings", "-o", "pv_name,vg_name").lines().toList()) {
            String[] words = line.strip().split("\\s+");
            if (words.length == 2) groups.computeIfAbsent(words[1], _ -> new ArrayList<>()).add(words[0]);
        }
        return groups;
    }

    private static String run(String... words) throws InterruptedException {
        return SystemErrors.run(List.of(words), LIMIT);
    }

    @Override
    public void build(Pool pool, Overwrite overwrite) throws InterruptedException {
        try (Undo undo = new Undo()) {
            List<String> words = new ArrayList<>(List.of("vgcreate", group(pool)));
            for (PoolSource.Device device : pool.source().devices()) {
                if (overwrite != Overwrite.ALWAYS) BlockDevice.requireEmpty(device.path());
                BlockDevice.clearEnds(device.path(), CLEARED);
                run("pvcreate", device.path());
                undo.add("forget physical volume " + device.path(), () -> run("pvremove", device.path()));
                words.add(device.path());
            }
            SystemErrors.run(words, LIMIT);
            undo.keep();
        }
    }

    @Override
    public void start(Pool pool) throws InterruptedException {
        match(pool);
        SystemErrors.run(StartCommand.activate(pool, true), LIMIT);
    }

    @Override
    public void stop(Pool pool) throws InterruptedException {
        SystemErrors.run(StartCommand.activate(pool, false), LIMIT);
    }

    @Override
    public void delete(Pool pool) throws InterruptedException {
        run("vgremove", "-f", group(pool));
        for (PoolSource.Device device : pool.source().devices()) run("pvremove", device.path());
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        Map<String, Volume> volumes = volumes(pool);
        String[] sizes = run("vgs", "--separator", ":", "--noheadings", "--units", "b", "--unbuffered", "--nosuffix",
                "--options", "vg_size,vg_free", group(pool)).strip().split(":");
        long capacity = Long.parseLong(sizes[0].strip());
        long free = Long.parseLong(sizes[1].strip());
        return new Contents(pool.withUsage(new Pool.Usage(capacity, capacity - free, free)), List.copyOf(volumes.values()));
    }

    /** The group's volumes; one that lies in several places has a line for each. */
    private static Map<String, Volume> volumes(Pool pool) throws InterruptedException {
        Map<String, Volume> volumes = new LinkedHashMap<>();
        String output = run("lvs", "--separator", "#", "--noheadings", "--units", "b", "--unbuffered", "--nosuffix",
                "--options", COLUMNS, group(pool));
        for (String line : output.lines().toList()) {
            String[] fields = line.strip().split("#");
            if (fields.length < 10 || fields[9].charAt(4) != 'a' || fields[9].charAt(0) == 't') continue;   // thin pools, inactive
            volumes.merge(fields[0], volume(pool, fields), LogicalBackend::joined);
        }
        return volumes;
    }

    private static Volume joined(Volume one, Volume other) {
        List<Extent> extents = new ArrayList<>(one.extents());
        extents.addAll(other.extents());
        return new Volume(one.type(), one.name(), one.key(), extents, one.capacity(), one.allocation(), one.physical(),
                one.target(), one.backing());
    }

    private static Volume volume(Pool pool, String[] fields) {
        Volume found = BlockVolumes.look(Path.of(pool.path(), fields[0]), fields[0], fields[2]);
        Optional<Target> backing = fields[1].isEmpty() || fields[1].startsWith("[") ? Optional.empty()
                : Optional.of(BlockVolumes.target(pool.path() + "/" + fields[1]));
        return new Volume(found.type(), found.name(), found.key(), extents(fields), found.capacity(),
                Optional.of(Long.parseLong(fields[8])), found.physical(), found.target(), backing);
    }

    /** {@code /dev/sdb(10),/dev/sdc(0)}: device and first extent, one for each stripe. */
    private static List<Extent> extents(String[] fields) {
        long length = Long.parseLong(fields[6]);
        long unit = Long.parseLong(fields[7]);
        List<Extent> extents = new ArrayList<>();
        for (String place : fields[3].split(",")) {
            int open = place.lastIndexOf('(');
            if (open < 0) continue;
            long start = Long.parseLong(place.substring(open + 1, place.length() - 1)) * unit;
            extents.add(new Extent(place.substring(0, open), start, start + length));
        }
        return extents;
    }

    @Override
    public Volume place(Pool pool, Volume volume) {
        String path = pool.path() + "/" + volume.name();
        return volume.withPlace(Volume.Type.BLOCK, path, path);
    }

    @Override
    public void make(Pool pool, Volume volume, Making making) throws InterruptedException {
        try (Undo undo = new Undo()) {
            SystemErrors.run(lvcreate(pool, volume), LIMIT);
            undo.add("remove logical volume " + volume.path(), () -> run("lvremove", "-f", volume.path()));
            if (volume.target().encryption().isPresent()) ImageMaker.make(volume, Optional.empty(), making);
            Permissions wanted = Ownership.ofVolume(volume);
            Ownership.apply(Path.of(volume.path()), wanted);
            undo.keep();
        }
    }

    @Override
    public void makeFrom(Pool pool, Volume volume, Volume source, Making making) throws InterruptedException {
        try (Undo undo = new Undo()) {
            make(pool, volume, new Making(false, false, making.secrets()));
            undo.add("remove logical volume " + volume.path(), () -> run("lvremove", "-f", volume.path()));
            BlockVolumes.fill(volume, source, making);
            undo.keep();
        }
    }

    private static List<String> lvcreate(Pool pool, Volume volume) {
        volume.target().encryption().filter(encryption -> !encryption.luks()).ifPresent(_ -> {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "storage pool only supports LUKS encrypted volumes");
        });
        List<String> words = new ArrayList<>(List.of("lvcreate", "--name", volume.name(), "-L"));
        if (volume.capacity() != volume.allocated()) {
            words.addAll(List.of(kib(Math.max(1, volume.allocated())), "--type", "snapshot", "--virtualsize"));
        }
        words.add(kib(volume.capacity() + (volume.target().encryption().isPresent() ? LUKS_HEADER : 0)));
        Optional<String> origin = volume.backing().flatMap(Target::path);
        if (origin.isPresent()) {
            words.addAll(List.of("-s", origin.get()));
        } else {
            words.add(group(pool));
        }
        words.add("--yes");
        return words;
    }

    private static String kib(long bytes) {
        return (bytes + 1023) / 1024 + "K";
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) {
        return BlockVolumes.refreshed(volume);
    }

    @Override
    public void delete(Pool pool, Volume volume) throws InterruptedException {
        try {
            run("lvremove", "-f", volume.path());
        } catch (VirtException _) {
            run("lvchange", "-aln", volume.path());
            run("lvremove", "-f", volume.path());
        }
    }

    @Override
    public String findSources(PoolType type, Optional<String> specification) throws InterruptedException {
        List<PoolSource> found = new ArrayList<>();
        groups().forEach((name, devices) -> found.add(new PoolSource(List.of(),
                devices.stream().map(path -> new PoolSource.Device(path, Optional.empty(), List.of())).toList(),
                Optional.empty(), Optional.empty(), Optional.of(name), Optional.empty(), Optional.of("lvm2"),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())));
        return Pool.formatSources(found, PoolType.LOGICAL);
    }
}
