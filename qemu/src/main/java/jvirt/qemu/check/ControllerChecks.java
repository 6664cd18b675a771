package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses controllers that cannot be. */
final class ControllerChecks {
    private static final int HIGHEST_INDEX = 255;
    private static final Map<String, Model> SCSI = Map.of(
            "lsilogic", new Model(QemuFlag.SCSI_LSI, "the LSI 53C895A SCSI"),
            "virtio-scsi", new Model(QemuFlag.VIRTIO_SCSI, "virtio scsi"),
            "virtio-transitional", new Model(QemuFlag.VIRTIO_SCSI, "virtio scsi"),
            "virtio-non-transitional", new Model(QemuFlag.VIRTIO_SCSI, "virtio scsi"),
            "lsisas1068", new Model(QemuFlag.SCSI_MPTSAS1068, "the LSI SAS1068 (MPT Fusion)"),
            "lsisas1078", new Model(QemuFlag.SCSI_MEGASAS, "the LSI SAS1078 (MegaRAID)"),
            "vmpvscsi", new Model(QemuFlag.SCSI_PVSCSI, "the pvscsi (VMware paravirtual SCSI)"),
            "dc390", new Model(QemuFlag.SCSI_DC390, "the DC390 (ESP)"),
            "am53c974", new Model(QemuFlag.SCSI_AM53C974, "the AM53C974 (ESP)"));

    private ControllerChecks() {}

    private record Model(QemuFlag flag, String name) {}

    static void common(Controller controller) {
        if (controller.type() != Controller.Type.PCI) return;
        int index = controller.index().orElse(0);
        String model = controller.model().orElse("");
        boolean root = model.equals("pci-root") || model.equals("pcie-root");
        COMMON.unsupported(root && controller.address().isPresent(), "pci-root and pcie-root controllers should not have an address");
        COMMON.unsupported(index > HIGHEST_INDEX, "PCI controller index %d too high, maximum is 255", index);
        controller.target().ifPresent(target -> target(target, index));
    }

    private static void target(Controller.Target target, int index) {
        target.index().ifPresent(number -> {
            COMMON.unsupported(number < 0 || number > 30, "PCI controller target index '%d' out of range - must be 0-30", number);
            COMMON.unsupported((number == 0) != (index == 0),
                    "Only the PCI controller with index 0 can have target index 0, and vice versa");
        });
        range("chassisNr", target.chassisNr(), 1, 255);
        range("chassis", target.chassis(), 0, 255);
        range("port", target.port(), 0, 255);
        range("busNr", target.busNr(), 1, 254);
        COMMON.unsupported(target.node().isPresent() && index == 0,
                "The PCI controller with index=0 can't be associated with a NUMA node");
    }

    private static void range(String what, Optional<Integer> value, int least, int most) {
        COMMON.unsupported(value.isPresent() && (value.get() < least || value.get() > most),
                "PCI controller %s '%d' out of range - must be %d-%d", what, value.orElse(0), least, most);
    }

    static void driver(Controller controller, Domain domain, Setting setting) {
        if (controller.type() == Controller.Type.SCSI) scsiModel(controller, setting);
        virtioScsiOptions(controller);
        switch (controller.type()) {
            case IDE -> ide(controller, Board.of(domain));
            case SCSI -> scsi(controller, domain);
            case SATA -> DRIVER.unsupported(!setting.can(QemuFlag.ICH9_AHCI), "SATA is not supported with this QEMU binary");
            case PCI -> PciControllerChecks.check(controller, domain, setting);
            default -> { }
        }
    }

    private static void ide(Controller controller, Board board) {
        if (controller.index().orElse(0) == 0 && board.builtinIde()) return;
        DRIVER.unsupported(board.builtinIde(), "Only a single IDE controller is supported for this machine type");
        DRIVER.unsupported(true, "IDE controllers are unsupported for this QEMU binary or machine type");
    }

    private static void scsiModel(Controller controller, Setting setting) {
        Model model = SCSI.get(controller.model().orElse(""));
        DRIVER.unsupported(model != null && !setting.can(model.flag), "This QEMU doesn't support %s controller",
                model == null ? "" : model.name);
    }

    /** Queues and the like are virtio-scsi's alone. */
    private static void virtioScsiOptions(Controller controller) {
        boolean virtio = controller.type() == Controller.Type.SCSI && controller.model().orElse("").startsWith("virtio-");
        if (virtio || controller.driver().isEmpty()) return;
        Controller.Driver driver = controller.driver().get();
        onlyVirtio("queues", set(driver.queues()));
        onlyVirtio("cmd_per_lun", set(driver.cmdPerLun()));
        onlyVirtio("max_sectors", set(driver.maxSectors()));
        onlyVirtio("ioeventfd", driver.ioeventfd());
        DRIVER.unsupported(set(driver.iothread()).isPresent(), "'iothread' is only supported for virtio-scsi controller");
    }

    /** Zero is as good as nothing. */
    private static Optional<Integer> set(Optional<Integer> number) {
        return number.filter(value -> value != 0);
    }

    private static void scsi(Controller controller, Domain domain) {
        String model = controller.model().orElse("");
        if (model.equals("ncr53c90")) {
            DRIVER.unsupported(controller.index().orElse(0) != 0, "ncr53c90 can only be used as first SCSI controller");
            DRIVER.unsupported(!Board.of(domain).builtinEsp(), "ncr53c90 SCSI controller is not a built-in for this machine");
        }
        controller.driver().flatMap(Controller.Driver::iothread).filter(thread -> thread != 0).ifPresent(thread -> {
            Address address = controller.address().orElse(null);
            DRIVER.unsupported(address != null && !(address instanceof Address.Pci) && !(address instanceof Address.Ccw),
                    "virtio-scsi IOThreads only available for virtio pci and virtio ccw controllers");
            DRIVER.unsupported(!ProcessorChecks.exists(thread, domain), "controller iothread '%d' not defined in iothreadid",
                    thread);
        });
    }

    private static void onlyVirtio(String what, Optional<?> value) {
        DRIVER.unsupported(value.isPresent(), "'%s' is only supported by virtio-scsi controller", what);
    }
}
