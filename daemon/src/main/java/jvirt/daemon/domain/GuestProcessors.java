package jvirt.daemon.domain;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.VirtType;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.Architectures;
import jvirt.qemu.caps.Offers;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.cpu.GuestProcessor;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.launch.LaunchSite;

/** What guests' processors are on this host: names of the host's own become concrete when a machine starts. */
final class GuestProcessors implements LaunchSite.Processors {
    private final Supplier<Offers> offers;

    /** @param offers asked for when a machine first names a processor: the tables behind it are large */
    GuestProcessors(Supplier<Offers> offers) {
        this.offers = offers;
    }

    @Override
    public UnaryOperator<Cpu> in(Setting setting, Domain domain) {
        if (!Architectures.isX86(setting.capabilities().architecture())) return cpu -> cpu;
        Accelerator accelerator = domain.type() == VirtType.KVM ? Accelerator.KVM : Accelerator.TCG;
        return cpu -> concrete(cpu, setting, accelerator);
    }

    private Cpu concrete(Cpu cpu, Setting setting, Accelerator accelerator) {
        if (cpu.effectiveMode() == Cpu.Mode.CUSTOM && cpu.modelName().isEmpty()) return cpu;
        GuestProcessor processor = new GuestProcessor(offers.get().map());
        Optional<CpuSpec> host = offers.get().hostModel().all(setting.capabilities(), accelerator).map(CpuSpec::of);
        return processor.translate(processor.concrete(cpu, host),
                HostModel.models(setting.capabilities().offer(accelerator).cpus()));
    }
}
