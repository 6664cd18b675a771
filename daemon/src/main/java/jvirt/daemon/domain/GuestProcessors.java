package jvirt.daemon.domain;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.Toggle;
import jvirt.api.domain.VirtType;
import jvirt.api.json.Json;
import jvirt.api.xml.OnOff;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.Architectures;
import jvirt.qemu.caps.Offers;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.commandline.LiveProcessor;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.FeatureWords;
import jvirt.qemu.cpu.GivenProcessor;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.launch.LaunchSite;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.Reply;

/** What guests' processors are on this host: names of the host's own become concrete when a machine starts. */
final class GuestProcessors implements LaunchSite.Processors {
    /** {@code QEMU_CPU_OBJ_PATH}: where QEMU keeps the processor that is there from the beginning. */
    private static final String FIRST_PROCESSOR = "/machine/unattached/device[0]";

    private final Supplier<Offers> offers;
    private final Supplier<HostsOwn> host;

    /** What a guest's processor is measured by. */
    private record HostsOwn(HostModel model, Optional<CpuSpec> processor) {
        static HostsOwn of(Offers offers) {
            return new HostsOwn(offers.hostModel(),
                    offers.processor().map(decoded -> CpuSpec.ofHost(offers.architecture(), decoded)));
        }
    }

    /** @param offers asked for when a machine first names a processor: the tables behind it are large */
    GuestProcessors(Supplier<Offers> offers) {
        this.offers = offers;
        this.host = Lazily.of(() -> HostsOwn.of(offers.get()));
    }

    @Override
    public UnaryOperator<Cpu> in(Setting setting, Domain domain) {
        if (!Architectures.isX86(setting.capabilities().architecture())) return cpu -> cpu;
        Accelerator accelerator = domain.type() == VirtType.KVM ? Accelerator.KVM : Accelerator.TCG;
        return cpu -> new LiveProcessor(offers.get().map(), host.get().model(), host.get().processor(), setting.capabilities())
                .of(cpu, accelerator);
    }

    @Override
    public UnaryOperator<Cpu> given(Setting setting, Conversation qemu) {
        if (!Architectures.isX86(setting.capabilities().architecture())) return cpu -> cpu;
        return cpu -> cpu.effectiveMode() == Cpu.Mode.CUSTOM && cpu.modelName().isEmpty() ? cpu : given(cpu, qemu);
    }

    @Override
    public void verify(Domain live, Conversation qemu) {
        boolean spinlocks = live.features().flatMap(Features::pvspinlock).flatMap(Toggle::state).filter(OnOff.ON::equals).isPresent();
        if (spinlocks && lacks("kvm-pv-unhalt", qemu)) {
            throw ErrorDomain.QEMU.error(ErrorCode.CONFIG_UNSUPPORTED, "host doesn't support paravirtual spinlocks");
        }
    }

    private static boolean lacks(String feature, Conversation qemu) {
        return qemu.ask(new MachineCommand.QomGet(FIRST_PROCESSOR, feature)) instanceof Reply.Done<Json>(Json has) && has.equals(Json.of(false));
    }

    /** QEMU is asked for words, not for each feature by its name: that would take it as long as the rest of the start. */
    private Cpu given(Cpu asked, Conversation qemu) {
        Reply<Json> enabled = qemu.ask(new MachineCommand.QomGet(FIRST_PROCESSOR, "feature-words"));
        Reply<Json> disabled = qemu.ask(new MachineCommand.QomGet(FIRST_PROCESSOR, "filtered-features"));
        if (!(enabled instanceof Reply.Done<Json>(Json on)) || !(disabled instanceof Reply.Done<Json>(Json off))) return asked;
        CpuMap map = offers.get().map();
        return new GivenProcessor(map, FeatureWords.bits(map, on), FeatureWords.bits(map, off)).of(asked);
    }
}
