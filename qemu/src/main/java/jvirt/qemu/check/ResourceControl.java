package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.IdSet;
import jvirt.api.domain.CpuTune;
import jvirt.api.xml.XmlBinding;

/** Shares of the host's cache and memory bandwidth: a group of processors has each part once, and no processor is in two. */
final class ResourceControl {
    private ResourceControl() {}

    static void check(Optional<CpuTune> tune) {
        if (tune.isEmpty()) return;
        List<IdSet> groups = new ArrayList<>();
        Set<IdSet> cached = new HashSet<>();
        for (CpuTune.CacheTune cache : tune.get().cachetune()) {
            join(cache.vcpus(), groups);
            COMMON.xml(!cached.add(cache.vcpus()), "Identical vcpus in cachetunes found");
            allocations(cache);
            for (CpuTune.CacheMonitor monitor : cache.monitor()) {
                COMMON.argument(!monitor.vcpus().stream().allMatch(cache.vcpus()::contains),
                        "Monitor vcpus conflicts with allocation");
            }
        }
        for (CpuTune.MemoryTune memory : tune.get().memorytune()) {
            join(memory.vcpus(), groups);
            Set<Integer> nodes = new HashSet<>();
            for (CpuTune.Node node : memory.node()) {
                COMMON.xml(!nodes.add(node.id()), "Memory Bandwidth already defined for node %d", node.id());
            }
        }
    }

    private static void join(IdSet vcpus, List<IdSet> groups) {
        for (IdSet group : groups) {
            COMMON.xml(!group.equals(vcpus) && group.overlaps(vcpus), "Overlapping vcpus in resctrls");
        }
        groups.add(vcpus);
    }

    /** A part of the cache is given out for code and for data, or for both at once. */
    private static void allocations(CpuTune.CacheTune tune) {
        Map<List<Integer>, Set<CpuTune.CacheType>> given = new HashMap<>();
        for (CpuTune.Cache cache : tune.cache()) {
            Set<CpuTune.CacheType> types = given.computeIfAbsent(List.of(cache.level(), cache.id()), _ -> new HashSet<>());
            boolean collides = types.contains(cache.type()) || types.contains(CpuTune.CacheType.BOTH)
                    || cache.type() == CpuTune.CacheType.BOTH && !types.isEmpty();
            COMMON.xml(collides, "Colliding cache allocations for cache level '%d' id '%d', type '%s'", cache.level(),
                    cache.id(), XmlBinding.word(cache.type()));
            types.add(cache.type());
        }
    }
}
