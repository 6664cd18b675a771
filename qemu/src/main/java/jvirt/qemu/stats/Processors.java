package jvirt.qemu.stats;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.IoThread;
import jvirt.api.domain.VcpuState;
import jvirt.api.xml.YesNo;

/** Which processors and I/O threads a machine has. */
public final class Processors {
    private Processors() {}

    /** The numbers of those that are plugged: the first ones, unless they are listed one by one. */
    public static List<Integer> online(Domain domain) {
        if (domain.vcpus().isEmpty()) return IntStream.range(0, domain.vcpu().online()).boxed().toList();
        return domain.vcpus().stream().filter(vcpu -> vcpu.enabled() == YesNo.YES).map(VcpuState::id).sorted().toList();
    }

    /** The numbers of the threads for disks. */
    public static List<Integer> iothreads(Domain domain) {
        List<Integer> listed = domain.iothreadids().stream().map(IoThread::id).toList();
        int count = domain.iothreads().orElse(0);
        // those that are not listed have the lowest numbers that are free
        Stream<Integer> others = Stream.iterate(1, id -> id + 1).filter(id -> !listed.contains(id))
                .limit(Math.max(0, count - listed.size()));
        return Stream.concat(listed.stream(), others).sorted().toList();
    }
}
