package jvirt.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;

/** The pool of all disks of the host that are reached by several ways: device mapper's multipath devices. */
final class MultipathBackend implements Backend {
    /** What multipathd begins the identity of its devices with. */
    private static final String OURS = "mpath-";

    private final Path root;

    MultipathBackend(Path root) {
        this.root = root;
    }

    /** A device: its number, and its name below {@code /dev/mapper}. */
    record Device(String node, String name) {}

    @Override
    public boolean isActive(Pool pool) {
        return Files.exists(root.resolve("dev/mapper")) || Files.exists(root.resolve("dev/mpath"));
    }

    /** The devices, in the order of their numbers. */
    List<Device> devices() {
        Path blocks = root.resolve("sys/class/block");
        if (!Files.isDirectory(blocks)) return List.of();
        List<Device> found = new ArrayList<>();
        try (Stream<Path> list = Files.list(blocks)) {
            for (Path block : list.filter(path -> Files.exists(path.resolve("dm/uuid"))).toList()) {
                if (!Files.readString(block.resolve("dm/uuid")).startsWith(OURS)) continue;
                found.add(new Device(block.getFileName().toString(), Files.readString(block.resolve("dm/name")).strip()));
            }
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open directory '%s'", blocks);
        }
        found.sort(Comparator.comparing((Device device) -> device.node().length()).thenComparing(Device::node));
        return found;
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) {
        List<Volume> volumes = devices().stream().map(device -> {
            Path path = Path.of("/dev/mapper", device.name());
            return BlockVolumes.look(path, device.node(), path.toString());
        }).toList();
        long size = volumes.stream().mapToLong(Volume::capacity).sum();
        return new Contents(pool.withUsage(new Pool.Usage(size, size, 0)), volumes);
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) {
        return BlockVolumes.refreshed(volume);
    }
}
