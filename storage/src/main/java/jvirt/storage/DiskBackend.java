package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.Volume;
import jvirt.api.xml.YesNo;
import jvirt.host.Program;
import jvirt.host.Undo;
import jvirt.storage.PartitionTable.Free;
import jvirt.storage.PartitionTable.Kind;
import jvirt.storage.PartitionTable.Partition;
import jvirt.storage.PartitionTable.Place;

/** Pools that are a disk; its partitions are theirs, made and removed by parted. */
final class DiskBackend implements Backend {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CLEARED = 1 << 20;
    /** Room for the header of an encrypted volume. */
    private static final long LUKS_HEADER = 2 << 20;

    private static String device(Pool pool) {
        return pool.source().devices().getFirst().path();
    }

    private static String format(Pool pool) {
        return pool.source().format().filter(word -> !word.equals("unknown")).orElse("dos");
    }

    private static String label(Pool pool) {
        return format(pool).equals("dos") ? "msdos" : format(pool);
    }

    private static void run(String... words) throws InterruptedException {
        SystemErrors.run(List.of(words), LIMIT);
    }

    @Override
    public boolean isActive(Pool pool) throws InterruptedException {
        if (!Files.exists(Path.of(device(pool)))) return false;
        requireTable(pool);
        return true;
    }

    /** What parted calls the table that the disk has. */
    private static Optional<String> table(String device) throws InterruptedException {
        try {
            Program.Result said = Program.of("parted", "-m", "-s", device, "print").limit(LIMIT).attempt();
            if (said.status() == 0) return Optional.of(said.output().lines().toList().get(1).split(":")[5]);
            if ((said.output() + said.error()).contains("unrecognised disk label")) return Optional.empty();
        } catch (IOException e) {
            throw STORAGE.error(INTERNAL_ERROR, e, "Cannot run parted: %s", e.getMessage());
        }
        throw STORAGE.error(OPERATION_FAILED, "Error checking for disk label, failed to get disk partition information");
    }

    /** The disk must have the kind of table that the pool wants. */
    private static void requireTable(Pool pool) throws InterruptedException {
        Optional<String> found = table(device(pool));
        if (found.isEmpty()) throw STORAGE.error(OPERATION_FAILED, "Unrecognized disk label found, requires build");
        if (!found.get().equals(label(pool))) {
            throw STORAGE.error(OPERATION_FAILED, "Known, but different label format present, requires build --overwrite");
        }
    }

    @Override
    public void build(Pool pool, Overwrite overwrite) throws InterruptedException {
        if (overwrite != Overwrite.ALWAYS) {
            Optional<String> found = table(device(pool));
            if (found.equals(Optional.of(label(pool)))) {
                throw STORAGE.error(OPERATION_INVALID, "Disk label already formatted using '%s'", format(pool));
            }
            BlockDevice.requireEmpty(device(pool));
        }
        BlockDevice.clearEnds(device(pool), CLEARED);
        run("parted", device(pool), "mklabel", "--script", label(pool));
    }

    @Override
    public void start(Pool pool) throws InterruptedException {
        requireDevice(pool);
        requireTable(pool);
    }

    private static void requireDevice(Pool pool) {
        if (!Files.exists(Path.of(device(pool)))) throw STORAGE.error(INVALID_ARG, "device path '%s' doesn't exist", device(pool));
    }

    @Override
    public boolean sharesRoom() {
        return true;
    }

    @Override
    public void delete(Pool pool) {
        BlockDevice.clearEnds(device(pool), CLEARED);
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        requireDevice(pool);
        PartitionTable table = PartitionTable.read(device(pool));
        List<Volume> volumes = new ArrayList<>();
        for (Partition partition : table.partitions()) volumes.add(volume(pool, table, partition));
        long allocated = table.partitions().stream().filter(partition -> partition.kind() != Kind.EXTENDED).mapToLong(Partition::size).sum();
        long end = Math.max(table.partitions().stream().mapToLong(Partition::end).max().orElse(0),
                table.free().stream().mapToLong(Free::end).max().orElse(0));
        long available = table.free().stream().mapToLong(room -> room.end() - Math.max(room.start(), 512)).sum();
        Pool full = pool.withUsage(new Pool.Usage(end, allocated, available));
        return new Contents(withFree(full, table.free()), volumes);
    }

    private static Pool withFree(Pool pool, List<Free> free) {
        PoolSource source = pool.source();
        PoolSource.Device old = source.devices().getFirst();
        // the first sector is the table's, even where parted says that it is free
        List<PoolSource.Extent> extents = free.stream().map(room -> new PoolSource.Extent(Math.max(room.start(), 512), room.end())).toList();
        PoolSource now = new PoolSource(source.hosts(), List.of(new PoolSource.Device(old.path(), old.partSeparator(), extents)),
                source.directory(), source.adapter(), source.name(), source.initiator(), Optional.of(format(pool)), source.auth(),
                source.protocolVersion(), source.vendor(), source.product());
        return new Pool(pool.type(), pool.name(), pool.uuid(), pool.usage(), pool.copyOnWrite(), now, pool.target(),
                pool.refreshAllocation(), pool.options());
    }

    /** The kernel's name of a partition: a number behind a number needs something between. */
    private static String node(Pool pool, int number) {
        PoolSource.Device device = pool.source().devices().getFirst();
        try {
            String path = device.path().startsWith("/dev/mapper/") ? device.path() : Path.of(device.path()).toRealPath().toString();
            boolean digit = Character.isDigit(path.charAt(path.length() - 1));
            boolean asked = device.partSeparator().equals(Optional.of(YesNo.YES)) && device.path().startsWith("/dev/mapper/");
            return path + (digit || asked ? "p" : "") + number;
        } catch (IOException e) {
            throw SystemErrors.of(e, "Couldn't read volume target path '%s'", device.path());
        }
    }

    private static Volume volume(Pool pool, PartitionTable table, Partition partition) throws InterruptedException {
        String node = node(pool, partition.number());
        StablePath.await(Path.of(node));
        Path path = StablePath.of(pool, node);
        String name = Path.of(node).getFileName().toString();
        List<Volume.Extent> extents = List.of(new Volume.Extent(device(pool), partition.start(), partition.end()));
        if (partition.kind() == Kind.EXTENDED) {
            // its device shows two sectors only: it holds others, and these are what it has given out
            long given = table.partitions().stream().filter(other -> other.kind() == Kind.LOGICAL).mapToLong(Partition::size).sum();
            return new Volume(Volume.Type.BLOCK, name, Optional.of(path.toString()), extents, partition.size(), Optional.of(given),
                    Optional.empty(), BlockVolumes.target(path.toString()).withFormat(Optional.of("extended")), Optional.empty());
        }
        Volume found = BlockVolumes.look(path, name, path.toString());
        return new Volume(found.type(), found.name(), found.key(), extents, found.capacity(), found.allocation(), found.physical(),
                found.target().withFormat(Optional.of("none")), found.backing());
    }

    @Override
    public Volume place(Pool pool, Volume volume) {
        String path = Path.of(pool.path(), volume.name()).toString();
        return volume.withPlace(Volume.Type.BLOCK, path, path);
    }

    @Override
    public void make(Pool pool, Volume volume, Making making) throws InterruptedException {
        boolean encrypted = volume.target().encryption().isPresent();
        volume.target().encryption().filter(encryption -> !encryption.luks()).ifPresent(_ -> {
            throw STORAGE.error(CONFIG_UNSUPPORTED, "storage pool only supports LUKS encrypted volumes");
        });
        PartitionTable table = PartitionTable.read(device(pool));
        List<String> words = new ArrayList<>(List.of("parted", device(pool), "mkpart", "--script"));
        words.addAll(kind(table, volume.target().format().orElse("none")));
        Place place = table.place(volume.capacity() + (encrypted ? LUKS_HEADER : 0)).orElseThrow(() ->
                STORAGE.error(INTERNAL_ERROR, "no large enough free extent"));
        words.addAll(List.of(place.start() + "B", place.end() + "B"));
        try (Undo undo = new Undo()) {
            SystemErrors.run(words, LIMIT);
            Partition made = made(pool, table);
            undo.add("remove partition " + made.number() + " of " + device(pool), () -> remove(pool, made.number()));
            String name = Path.of(node(pool, made.number())).getFileName().toString();
            if (!name.equals(volume.name())) {
                throw STORAGE.error(INVALID_ARG, "invalid partition name '%s', expected '%s'", volume.name(), name);
            }
            if (made.kind() != Kind.EXTENDED) StablePath.await(Path.of(node(pool, made.number())));
            if (encrypted) ImageMaker.make(volume, Optional.empty(), making);
            undo.keep();
        }
    }

    private static Partition made(Pool pool, PartitionTable before) throws InterruptedException {
        return PartitionTable.read(device(pool)).partitions().stream()
                .filter(now -> before.partitions().stream().noneMatch(old -> old.number() == now.number())).findFirst().orElseThrow(() ->
                        STORAGE.error(INTERNAL_ERROR, "parted made no partition on %s", device(pool)));
    }

    /** What parted is told of a partition's kind, and of what will be in it. */
    private static List<String> kind(PartitionTable table, String format) {
        if (!table.msdos()) return List.of("primary");
        if (format.equals("extended")) {
            if (table.extended().isPresent()) throw STORAGE.error(INTERNAL_ERROR, "extended partition already exists");
            return List.of("extended");
        }
        boolean logical = table.nextIsLogical();
        if (logical && table.extended().isEmpty()) {
            throw STORAGE.error(INTERNAL_ERROR, "no extended partition found and no primary partition available");
        }
        return List.of(logical ? "logical" : "primary", switch (format) {
            case "fat16", "fat32", "linux-swap" -> format;
            default -> "ext2";
        });
    }

    private static void remove(Pool pool, int number) throws InterruptedException {
        run("parted", device(pool), "rm", "--script", Integer.toString(number));
    }

    @Override
    public void makeFrom(Pool pool, Volume volume, Volume source, Making making) throws InterruptedException {
        try (Undo undo = new Undo()) {
            make(pool, volume, new Making(false, false, making.secrets()));
            undo.add("remove partition " + volume.path(), () -> delete(pool, volume));
            BlockVolumes.fill(volume, source, making);
            undo.keep();
        }
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) throws InterruptedException {
        PartitionTable table = PartitionTable.read(device(pool));
        for (Partition partition : table.partitions()) {
            if (Path.of(node(pool, partition.number())).getFileName().toString().equals(volume.name())) {
                Volume found = volume(pool, table, partition);
                return found.withTarget(found.target().withFormat(volume.target().format()));
            }
        }
        throw STORAGE.error(INTERNAL_ERROR, "cannot open volume '%s'", volume.path());
    }

    @Override
    public void delete(Pool pool, Volume volume) throws InterruptedException {
        String node = node(pool, 0);
        String stem = Path.of(node.substring(0, node.length() - 1)).getFileName().toString();
        if (!volume.name().startsWith(stem)) {
            throw STORAGE.error(INTERNAL_ERROR, "Volume path '%s' did not start with parent pool source device name.", volume.name());
        }
        String number = volume.name().substring(stem.length());
        if (!number.matches("[0-9]{1,4}")) throw STORAGE.error(INTERNAL_ERROR, "cannot parse partition number from target '%s'", volume.name());
        remove(pool, Integer.parseInt(number));
    }
}
