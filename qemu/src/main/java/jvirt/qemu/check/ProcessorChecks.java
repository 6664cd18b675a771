package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.DefaultIoThread;
import jvirt.api.domain.Domain;
import jvirt.api.domain.IoThread;
import jvirt.api.domain.device.Iommu;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses processors that the machine cannot have, and threads that are not there. */
final class ProcessorChecks {
    /** {@code QEMU_MAX_VCPUS_WITHOUT_EIM}, libvirt 9.0.0 src/qemu/qemu_domain.h. */
    private static final int WITHOUT_EIM = 255;

    private ProcessorChecks() {}

    static void apply(Domain domain, Setting setting) {
        domain.cpu().ifPresent(cpu -> processor(cpu, Board.of(domain), setting));
        topology(domain, Board.of(domain), setting);
        pools(domain, setting);
        domain.cputune().ifPresent(tune -> tuning(tune, domain));
    }

    private static void processor(Cpu cpu, Board board, Setting setting) {
        cpu.maxphysaddr().ifPresent(address -> {
            String mode = XmlBinding.word(address.mode());
            DRIVER.unsupported(!board.x86(), "CPU maximum physical address bits specification is not supported for '%s' "
                    + "architecture", board.architecture());
            DRIVER.unsupported(address.mode() == Cpu.AddressMode.PASSTHROUGH && address.bits().isPresent(), "CPU maximum "
                    + "physical address bits number specification cannot be used with mode='%s'", mode);
            DRIVER.unsupported(address.mode() == Cpu.AddressMode.EMULATE && address.bits().isEmpty(), "if using CPU maximum "
                    + "physical address mode='%s', bits= must be specified too", mode);
        });
        cpu.cache().ifPresent(cache -> cache(cache, cpu, board));
        DRIVER.unsupported(cpu.effectiveMode() == Cpu.Mode.HOST_PASSTHROUGH
                && cpu.migratable().equals(Optional.of(OnOff.ON)) && !setting.can(QemuFlag.CPU_MIGRATABLE),
                "Migratable attribute for host-passthrough CPU is not supported by this QEMU binary");
        DRIVER.unsupported(cpu.effectiveMode() == Cpu.Mode.MAXIMUM && !setting.can(QemuFlag.CPU_MAX),
                "maximum CPU is not supported by QEMU binary");
    }

    private static void cache(Cpu.Cache cache, Cpu cpu, Board board) {
        String mode = XmlBinding.word(cache.mode());
        DRIVER.unsupported(!board.x86(), "CPU cache specification is not supported for '%s' architecture",
                board.architecture());
        switch (cache.mode()) {
            case EMULATE -> DRIVER.unsupported(cache.level().orElse(-1) != 3,
                    "CPU cache mode '%s' can only be used with level='3'", mode);
            case PASSTHROUGH -> {
                DRIVER.unsupported(cpu.effectiveMode() != Cpu.Mode.HOST_PASSTHROUGH && cpu.effectiveMode() != Cpu.Mode.MAXIMUM,
                        "CPU cache mode '%s' can only be used with '%s' / '%s' CPUs", mode, "host-passthrough", "maximum");
                DRIVER.unsupported(cache.level().isPresent(), "unsupported CPU cache level for mode '%s'", mode);
            }
            case DISABLE -> DRIVER.unsupported(cache.level().isPresent(), "unsupported CPU cache level for mode '%s'", mode);
        }
    }

    private static void topology(Domain domain, Board board, Setting setting) {
        int most = domain.vcpu().maximum();
        int limit = Accelerator.ofDomainType(XmlBinding.word(domain.type()))
                .map(accelerator -> setting.capabilities().maxCpus(accelerator, board.machine())).orElse(0);
        DRIVER.unsupported(domain.vcpu().online() == 0, "Domain requires at least 1 vCPU");
        DRIVER.unsupported(limit > 0 && most > limit, "Maximum CPUs greater than specified machine type limit %d", limit);
        Optional<Cpu.Topology> topology = domain.cpu().flatMap(Cpu::topology);
        DRIVER.unsupported(topology.filter(one -> one.cpus() != most).isPresent()
                && setting.can(QemuFlag.QUERY_HOTPLUGGABLE_CPUS), "CPU topology doesn't match maximum vcpu count");
        if (!board.x86() || most <= WITHOUT_EIM) return;
        DRIVER.unsupported(!board.q35(), "more than %d vCPUs are only supported on q35-based machine types", WITHOUT_EIM);
        boolean extended = domain.devices().iommu().flatMap(Iommu::driver).flatMap(Iommu.Driver::eim)
                .equals(Optional.of(OnOff.ON));
        DRIVER.unsupported(!extended, "more than %d vCPUs require extended interrupt mode enabled on the iommu device",
                WITHOUT_EIM);
    }

    private static void pools(Domain domain, Setting setting) {
        boolean pools = domain.iothreadids().stream().anyMatch(one -> one.poolMin().isPresent() || one.poolMax().isPresent())
                || domain.defaultiothread().isPresent();
        DRIVER.unsupported(pools && !setting.can(QemuFlag.IOTHREAD_THREAD_POOL_MAX),
                "thread_pool_min and thread_pool_max is not supported by this QEMU binary");
        for (IoThread thread : domain.iothreadids()) pool(thread.poolMin(), thread.poolMax());
        domain.defaultiothread().ifPresent((DefaultIoThread one) -> pool(one.poolMin(), one.poolMax()));
    }

    private static void pool(Optional<Integer> least, Optional<Integer> most) {
        COMMON.unsupported(most.equals(Optional.of(0)), "thread_pool_max must be a positive integer");
        COMMON.unsupported(least.isPresent() && least.get() > most.orElse(-1),
                "thread_pool_min must be smaller or equal to thread_pool_max");
    }

    private static void tuning(CpuTune tune, Domain domain) {
        Set<Integer> seen = new HashSet<>();
        for (CpuTune.VcpuSched sched : tune.vcpusched()) {
            int id = sched.vcpus().last();
            COMMON.plain(!seen.add(id), "'%s' attributes '%s' must not overlap", "vcpusched", "vcpus");
        }
        Set<Integer> threads = new HashSet<>();
        for (CpuTune.IoThreadSched sched : tune.iothreadsched()) {
            int id = sched.iothreads().last();
            COMMON.unsupported(!exists(id, domain), "Cannot find 'iothread' : %d", id);
            COMMON.plain(!threads.add(id), "'%s' attributes '%s' must not overlap", "iothreadsched", "iothreads");
        }
        for (CpuTune.IoThreadPin pin : tune.iothreadpin()) {
            COMMON.unsupported(!exists(pin.iothread(), domain), "Cannot find 'iothread' : %d", pin.iothread());
        }
    }

    /** Whether the guest has an I/O thread of this id. */
    static boolean exists(int id, Domain domain) {
        List<IoThread> threads = domain.iothreadids();
        if (threads.isEmpty()) return id >= 1 && id <= domain.iothreads().orElse(0);
        BitSet ids = new BitSet();
        threads.forEach(thread -> ids.set(thread.id()));
        return ids.get(id);
    }
}
