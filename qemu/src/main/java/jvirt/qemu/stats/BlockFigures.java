package jvirt.qemu.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.qemu.qmp.BlockCommand;

/** What QEMU says of its disks and images: by the alias of the guest's device, and by the name of the block node. */
public record BlockFigures(Map<String, BlockCommand.Stats> devices, Map<String, BlockCommand.Stats> nodes) {
    static final BlockFigures NONE = new BlockFigures(Map.of(), Map.of());

    static BlockFigures of(List<BlockCommand.Stats> all) {
        Map<String, BlockCommand.Stats> devices = new HashMap<>();
        Map<String, BlockCommand.Stats> nodes = new HashMap<>();
        for (BlockCommand.Stats stats : all) {
            // such as /machine/peripheral/virtio-disk0/virtio-backend: one of its parts is the alias
            stats.qdev().ifPresent(path -> List.of(path.split("/")).forEach(part -> devices.putIfAbsent(part, stats)));
            stats.device().filter(name -> !name.isEmpty()).ifPresent(name -> devices.putIfAbsent(name, stats));
            add(stats, nodes);
        }
        return new BlockFigures(devices, nodes);
    }

    private static void add(BlockCommand.Stats stats, Map<String, BlockCommand.Stats> nodes) {
        stats.nodeName().ifPresent(name -> nodes.putIfAbsent(name, stats));
        stats.parent().ifPresent(below -> add(below, nodes));
        stats.backing().ifPresent(behind -> add(behind, nodes));
    }

    /** Counters of a guest's disk. */
    public Optional<BlockCommand.Counters> device(String alias) {
        return Optional.ofNullable(devices.get(alias)).map(BlockCommand.Stats::stats);
    }

    /** The highest byte of the file that was written for the image of this node. */
    public Optional<Long> watermark(String node) {
        return Optional.ofNullable(nodes.get(node))
                .map(stats -> stats.parent().map(below -> below.stats().wrHighestOffset()).orElse(0L));
    }
}
