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
        COMMON.xml(root && controller.address().isPresent(), "pci-root and pcie-root controllers should not have an address");
        COMMON.xml(index > HIGHEST_INDEX, "PCI controller index %d too high, maximum is 255", index);
        controller.target().ifPresent(target -> target(target, index));
    }

    private static void target(Controller.Target target, int index) {
        target.index().ifPresent(number -> {
            COMMON.xml(number < 0 || number > 30, "PCI controller target index '%d' out of range - must be 0-30", number);
            COMMON.xml((number == 0) != (index == 0),
                    "Only the PCI controller with index 0 can have target index 0, and vice versa");
        });
        range("chassisNr", target.chassisNr(), 1, 255);
        range("chassis", target.chassis(), 0, 255);
        range("port", target.port(), 0, 255);
        range("busNr", target.busNr(), 1, 254);
        COMMON.xml(target.node().isPresent() && index == 0,
                "The PCI controller with index=0 can't be associated with a NUMA node");
    }

    private static void range(String what, Optional<Integer> value, int least, int most) {
        COMMON.xml(value.isPresent() && (value.get() < least || value.get() > most),
                "PCI controller %s '%d' out of range - must be %d-%d", what, value.orElse(0), least, most);
    }

    static void driver(Controller controller, Domain domain, Setting setting) {
        switch (controller.type()) {
            case IDE -> ide(controller, Board.of(domain));
            case SCSI -> scsi(controller, domain, setting);
            case SATA -> DRIVER.unsupported(!setting.can(QemuFlag.ICH9_AHCI), "SATA is not supported with this QEMU binary");
            case PCI -> pci(controller);
            default -> { }
        }
        if (controller.type() == Controller.Type.SCSI) return;
        controller.driver().ifPresent(driver -> {
            boolean serial = controller.type() == Controller.Type.VIRTIO_SERIAL;
            if (!serial) DiskChecks.virtioOptions(driver.virtio());
        });
    }

    private static void ide(Controller controller, Board board) {
        if (controller.index().orElse(0) == 0 && board.builtinIde()) return;
        DRIVER.unsupported(board.builtinIde(), "Only a single IDE controller is supported for this machine type");
        DRIVER.unsupported(true, "IDE controllers are unsupported for this QEMU binary or machine type");
    }

    private static void scsi(Controller controller, Domain domain, Setting setting) {
        String name = controller.model().orElse("");
        boolean virtio = name.startsWith("virtio-");
        Model model = SCSI.get(name);
        DRIVER.unsupported(model != null && !setting.can(model.flag), "This QEMU doesn't support %s controller",
                model == null ? "" : model.name);
        if (controller.driver().isEmpty()) return;
        Controller.Driver driver = controller.driver().get();
        onlyVirtio("queues", driver.queues(), virtio);
        onlyVirtio("cmd_per_lun", driver.cmdPerLun(), virtio);
        onlyVirtio("max_sectors", driver.maxSectors(), virtio);
        onlyVirtio("ioeventfd", driver.ioeventfd(), virtio);
        driver.iothread().ifPresent(thread -> {
            DRIVER.unsupported(!virtio, "'iothread' is only supported for virtio-scsi controller");
            Address address = controller.address().orElse(null);
            DRIVER.unsupported(!(address instanceof Address.Pci) && !(address instanceof Address.Ccw),
                    "virtio-scsi IOThreads only available for virtio pci and virtio ccw controllers");
            DRIVER.unsupported(!ProcessorChecks.exists(thread, domain), "controller iothread '%d' not defined in iothreadid",
                    thread);
        });
    }

    private static void onlyVirtio(String what, Optional<?> value, boolean virtio) {
        DRIVER.unsupported(value.isPresent() && !virtio, "'%s' is only supported by virtio-scsi controller", what);
    }

    private static void pci(Controller controller) {
        String model = controller.model().orElse("");
        int index = controller.index().orElse(0);
        boolean root = model.equals("pci-root") || model.equals("pcie-root");
        DRIVER.unsupported(model.equals("pcie-root") && index != 0, "Index for '%s' controllers must be 0", model);
        DRIVER.unsupported(!root && index == 0, "Index for '%s' controllers must be > 0", model);
    }
}
