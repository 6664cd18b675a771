package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Controller;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Which model a controller is where its XML does not say, and which models a machine takes. */
public final class ControllerDevice {
    /** {@code QEMU_USB_XHCI_MAXPORTS}, libvirt 9.0.0 src/qemu/qemu_domain.c. */
    private static final int XHCI_PORTS = 15;

    private ControllerDevice() {}

    /** @param cells how many NUMA cells the guest has */
    public static Controller complete(Controller controller, Board board, Setting setting, int cells) {
        return switch (controller.type()) {
            case SCSI -> hasModel(controller) ? controller : controller.withModel(scsiModel(controller, board, setting));
            case USB -> usb(controller, board, setting);
            case PCI -> pci(controller, board, cells);
            case IDE, FDC, SATA, VIRTIO_SERIAL, CCID, XENBUS, ISA -> controller;
        };
    }

    private static boolean hasModel(Controller controller) {
        return controller.model().filter(model -> !model.equals("auto")).isPresent();
    }

    private static String scsiModel(Controller controller, Board board, Setting setting) {
        if (board.pSeries()) return "ibmvscsi";
        if (board.s390()) return "virtio-scsi";
        if (setting.can(QemuFlag.SCSI_LSI)) return "lsilogic";
        if (setting.can(QemuFlag.VIRTIO_SCSI)) return "virtio-scsi";
        throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Unable to determine model for SCSI controller idx=%d",
                controller.index().orElse(-1));
    }

    private static Controller usb(Controller written, Board board, Setting setting) {
        Controller controller = written.model().isEmpty()
                ? usbModel(written, board, setting).map(written::withModel).orElse(written) : written;
        String model = controller.model().orElse("");
        if (model.equals("qusb1") || model.equals("qusb2")) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "USB controller model type 'qusb1' or 'qusb2' is not supported in %s", XmlBinding.word(board.virtType()));
        }
        boolean xhci = model.equals("nec-xhci") || model.equals("qemu-xhci");
        if (xhci && controller.ports().orElse(0) > XHCI_PORTS) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "'%s' controller only supports up to '%d' ports", model,
                    XHCI_PORTS);
        }
        return controller;
    }

    private static Optional<String> usbModel(Controller controller, Board board, Setting setting) {
        if (board.s390()) return controller.address().isEmpty() ? Optional.of("none") : Optional.empty();
        if (board.ppc64()) return setting.can(QemuFlag.PCI_OHCI) ? Optional.of("pci-ohci") : Optional.empty();
        if (board.architecture().equals("aarch64") && setting.can(QemuFlag.DEVICE_QEMU_XHCI)) return Optional.of("qemu-xhci");
        return setting.can(QemuFlag.PIIX3_USB_UHCI) ? Optional.of("piix3-uhci") : Optional.empty();
    }

    private static Controller pci(Controller controller, Board board, int cells) {
        String model = controller.model().orElse("");
        int index = controller.index().orElse(-1);
        if (!board.pSeries() && (model.equals("pci-root") || model.equals("pcie-root")) && index != 0) {
            throw ErrorDomain.QEMU.error(XML_ERROR, "pci-root and pcie-root controllers should have index 0");
        }
        if (model.equals("pci-expander-bus") && !board.i440fx()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "pci-expander-bus controllers are only supported on 440fx-based machinetypes");
        }
        if (model.equals("pcie-expander-bus") && !board.q35() && !board.armVirt()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "pcie-expander-bus controllers are not supported with this machine type");
        }
        int node = controller.target().flatMap(Controller.Target::node).orElse(-1);
        if (node >= cells && node >= 0) {
            throw ErrorDomain.QEMU.error(XML_ERROR, "%s with index %d is configured for a NUMA node (%d) not present in the "
                    + "domain's <cpu><numa> array (%d)", model, index, node, cells);
        }
        return controller;
    }
}
