package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.Timer;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Iommu;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses features and clocks that the machine does not have. */
final class FeatureChecks {
    private FeatureChecks() {}

    static void apply(Domain domain, Setting setting) {
        Board board = Board.of(domain);
        domain.features().ifPresent(features -> features(features, board, setting));
        domain.clock().timer().forEach(timer -> timer(timer, board, setting));
        domain.devices().iommu().ifPresent(iommu -> interrupts(iommu, domain));
    }

    private static void features(Features features, Board board, Setting setting) {
        only(board.x86(), features.ioapic().isPresent(), "ioapic", board);
        only(board.pSeries(), features.hpt().isPresent(), "hpt", board);
        only(board.pSeries(), features.htm().isPresent(), "htm", board);
        only(board.pSeries(), features.nestedHv().isPresent(), "nested-hv", board);
        only(board.pSeries(), features.ccfAssist().isPresent(), "ccf-assist", board);
        only(board.pSeries(), features.cfpc().isPresent(), "cfpc", board);
        only(board.pSeries(), features.sbbc().isPresent(), "sbbc", board);
        only(board.pSeries(), features.ibs().isPresent(), "ibs", board);
        only(board.armVirt(), features.gic().isPresent(), "gic", board);
        DRIVER.unsupported(features.vmport().isPresent() && !(board.x86() && setting.can(QemuFlag.MACHINE_VMPORT_OPT)),
                "vmport is not available with this QEMU binary");
        only(board.x86(), features.smm().isPresent(), "smm", board);
        DRIVER.unsupported(features.vmcoreinfo().filter(toggle -> toggle.on()).isPresent()
                && !setting.can(QemuFlag.DEVICE_VMCOREINFO), "vmcoreinfo is not available with this QEMU binary");
        only(board.x86(), features.pvspinlock().isPresent(), "pvspinlock", board);
        only(board.x86(), features.msrs().isPresent(), "msrs", board);
        DRIVER.unsupported(features.hyperv().isPresent() && !board.x86() && !board.armVirt(), "Hyperv features are not "
                + "supported for architecture '%s' or machine type '%s'", board.architecture(), board.machine());
        features.tcg().ifPresent(tcg -> {
            DRIVER.unsupported(board.virtType() != VirtType.QEMU, "TCG features are incompatible with domain type '%s'",
                    XmlBinding.word(board.virtType()));
            DRIVER.unsupported(tcg.tbCache().map(size -> size.kib()).orElse(0L) % 1024 != 0,
                    "tb-cache size must be an integer multiple of MiB");
        });
    }

    private static void only(boolean can, boolean wanted, String feature, Board board) {
        DRIVER.unsupported(wanted && !can, "The '%s' feature is not supported for architecture '%s' or machine type '%s'",
                feature, board.architecture(), board.machine());
    }

    private static void timer(Timer timer, Board board, Setting setting) {
        String name = XmlBinding.word(timer.name());
        Optional<Timer.TickPolicy> policy = timer.tickpolicy();
        String word = policy.map(XmlBinding::word).orElse("");
        boolean present = timer.present().equals(Optional.of(YesNo.YES));
        switch (timer.name()) {
            case PLATFORM -> DRIVER.unsupported(true, "unsupported timer type (name) '%s'", name);
            case TSC, KVMCLOCK, HYPERVCLOCK -> DRIVER.unsupported(!board.x86() && present, "Configuring the '%s' timer is not "
                    + "supported for virtType=%s arch=%s machine=%s guests", name, XmlBinding.word(board.virtType()),
                    board.architecture(), board.machine());
            case RTC -> {
                timer.track().ifPresent(track -> DRIVER.unsupported(track == Timer.Track.BOOT,
                        "unsupported rtc timer track '%s'", XmlBinding.word(track)));
                policy.ifPresent(one -> DRIVER.unsupported(one == Timer.TickPolicy.MERGE || one == Timer.TickPolicy.DISCARD,
                        "unsupported rtc timer tickpolicy '%s'", word));
            }
            case PIT -> policy.ifPresent(one -> DRIVER.unsupported(one == Timer.TickPolicy.MERGE
                    || one == Timer.TickPolicy.CATCHUP && !setting.can(QemuFlag.KVM_PIT_TICK_POLICY),
                    "unsupported pit tickpolicy '%s'", word));
            case HPET -> DRIVER.unsupported(present && !setting.can(QemuFlag.NO_HPET), "hpet timer is not supported");
            case ARMVTIMER -> armTimer(timer, board, setting);
        }
    }

    private static void armTimer(Timer timer, Board board, Setting setting) {
        DRIVER.unsupported(board.virtType() != VirtType.KVM || !board.armVirt(), "Configuring the '%s' timer is not supported "
                + "for virtType=%s arch=%s machine=%s guests", "armvtimer", XmlBinding.word(board.virtType()),
                board.architecture(), board.machine());
        DRIVER.unsupported(timer.present().equals(Optional.of(YesNo.NO)), "The '%s' timer can't be disabled", "armvtimer");
        DRIVER.unsupported(!setting.can(QemuFlag.CPU_KVM_NO_ADJVTIME),
                "Configuring the '%s' timer is not supported with this QEMU binary", "armvtimer");
        timer.tickpolicy().ifPresent(policy -> DRIVER.unsupported(policy == Timer.TickPolicy.CATCHUP
                || policy == Timer.TickPolicy.MERGE, "The '%s' timer does not support tickpolicy '%s'", "armvtimer",
                XmlBinding.word(policy)));
    }

    private static void interrupts(Iommu iommu, Domain domain) {
        boolean remapping = iommu.driver().flatMap(Iommu.Driver::intremap).equals(Optional.of(OnOff.ON));
        boolean extended = iommu.driver().flatMap(Iommu.Driver::eim).equals(Optional.of(OnOff.ON));
        boolean split = domain.features().flatMap(Features::ioapic)
                .filter(ioapic -> ioapic.driver() == Features.IoApicDriver.QEMU).isPresent();
        COMMON.unsupported(remapping && !split,
                "IOMMU interrupt remapping requires split I/O APIC (ioapic driver='qemu')");
        COMMON.unsupported(extended && !remapping, "IOMMU eim requires interrupt remapping to be enabled");
    }
}
