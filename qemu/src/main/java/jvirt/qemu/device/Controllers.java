package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.json.Json;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Controllers: what the board does not have of its own is a device. */
public final class Controllers {
    /** In this order on the command line; smartcard readers come with the USB devices. */
    private static final List<Controller.Type> ORDER = List.of(Controller.Type.PCI, Controller.Type.USB,
            Controller.Type.SCSI, Controller.Type.IDE, Controller.Type.SATA, Controller.Type.VIRTIO_SERIAL);

    private Controllers() {}

    /** All controllers but smartcard readers. */
    public static List<Part> all(Chassis chassis) {
        List<Part> parts = new ArrayList<>();
        for (Controller.Type type : ORDER) parts.addAll(of(type, chassis));
        if (wantsUsbOfTheBoard(chassis)) parts.add(Part.Option.of("-usb"));
        return parts;
    }

    /** The controllers of one type, in the machine's order. */
    public static List<Part> of(Controller.Type type, Chassis chassis) {
        List<Part> parts = new ArrayList<>();
        for (Controller controller : chassis.domain().devices().controllers()) {
            if (controller.type() != type) continue;
            rootHotplug(controller).ifPresent(parts::add);
            if (!builtin(controller, chassis.board()) && !absent(controller, chassis.board())) {
                parts.add(new Part.Front(device(controller, chassis)));
            }
        }
        return parts;
    }

    private static Optional<Part> rootHotplug(Controller controller) {
        if (!is(controller, Controller.Type.PCI, "pci-root") || controller.index().orElse(0) != 0) return Optional.empty();
        return controller.target().flatMap(Controller.Target::hotplug)
                .map(state -> Part.Option.of("-global", "PIIX4_PM.acpi-root-pci-hotplug=" + Words.of(state)));
    }

    private static boolean is(Controller controller, Controller.Type type, String model) {
        return controller.type() == type && controller.model().orElse("").equals(model);
    }

    /** The board has it without being told. */
    public static boolean builtin(Controller controller, Board board) {
        boolean first = controller.index().orElse(0) == 0;
        return switch (controller.type()) {
            case PCI -> is(controller, Controller.Type.PCI, "pcie-root")
                    || is(controller, Controller.Type.PCI, "pci-root") && !board.pSeries();
            case SATA -> first && board.q35();
            case IDE -> first && board.builtinIde();
            case SCSI -> first && controller.model().orElse("").equals("ncr53c90");
            case FDC, ISA, XENBUS -> true;
            case USB, VIRTIO_SERIAL, CCID -> false;
        };
    }

    /** No USB at all, or that which {@code -usb} brings. */
    private static boolean absent(Controller controller, Board board) {
        if (controller.type() != Controller.Type.USB) return false;
        String model = controller.model().orElse("");
        return model.equals("none") || model.isEmpty() && !withoutUsbOfItsOwn(board);
    }

    private static boolean withoutUsbOfItsOwn(Board board) {
        return board.q35() || board.armVirt() || board.riscvVirt();
    }

    private static boolean wantsUsbOfTheBoard(Chassis chassis) {
        List<String> models = chassis.domain().devices().controllers().stream()
                .filter(controller -> controller.type() == Controller.Type.USB)
                .map(controller -> controller.model().orElse("")).toList();
        if (models.contains("none")) return false;
        if (models.stream().filter(String::isEmpty).count() > 1) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Multiple legacy USB controllers are not supported");
        }
        boolean named = models.stream().anyMatch(model -> !model.isEmpty());
        return !named && !withoutUsbOfItsOwn(chassis.board()) && !chassis.board().s390();
    }

    /** The controller as a device. */
    public static Json.Obj device(Controller controller, Chassis chassis) {
        String alias = Chassis.alias(controller);
        Props props = switch (controller.type()) {
            case SCSI -> scsi(controller, chassis);
            case VIRTIO_SERIAL -> chassis.virtio("virtio-serial", controller, model(controller), options(controller))
                    .text("id", alias).number("max_ports", controller.ports()).number("vectors", controller.vectors());
            case CCID -> Props.device("usb-ccid").text("id", alias);
            case SATA -> Props.device("ahci").text("id", alias);
            case USB -> usb(controller, chassis);
            case PCI -> pci(controller);
            case IDE, FDC, XENBUS, ISA -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Unsupported controller type: %s",
                    Words.of(controller.type()));
        };
        return chassis.place(props, controller).json();
    }

    private static VirtioOptions options(Controller controller) {
        return controller.driver().map(Controller.Driver::virtio).orElse(VirtioOptions.NONE);
    }

    private static Optional<VirtioModel> model(Controller controller) {
        return controller.model().flatMap(model -> switch (model) {
            case "virtio-transitional" -> Optional.of(VirtioModel.VIRTIO_TRANSITIONAL);
            case "virtio-non-transitional" -> Optional.of(VirtioModel.VIRTIO_NON_TRANSITIONAL);
            default -> Optional.empty();
        });
    }

    private static Props scsi(Controller controller, Chassis chassis) {
        String model = controller.model().orElse("");
        String driver = switch (model) {
            case "virtio-scsi", "virtio-transitional", "virtio-non-transitional" -> "";
            case "lsilogic" -> "lsi";
            case "ibmvscsi" -> "spapr-vscsi";
            case "lsisas1068" -> "mptsas1068";
            case "lsisas1078" -> "megasas";
            case "vmpvscsi" -> "pvscsi";
            case "am53c974" -> "am53c974";
            case "dc390" -> "dc-390";
            default -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Unsupported controller model: %s", model);
        };
        if (!driver.isEmpty()) return Props.device(driver).text("id", Chassis.alias(controller));
        Props props = chassis.virtio("virtio-scsi", controller, model(controller), options(controller));
        Optional<Controller.Driver> options = controller.driver();
        return props
                .text("iothread", options.flatMap(Controller.Driver::iothread).filter(thread -> thread > 0)
                        .map(thread -> "iothread" + thread))
                .text("id", Chassis.alias(controller))
                .positive("num_queues", options.flatMap(Controller.Driver::queues))
                .positive("cmd_per_lun", options.flatMap(Controller.Driver::cmdPerLun))
                .positive("max_sectors", options.flatMap(Controller.Driver::maxSectors))
                .onOff("ioeventfd", options.flatMap(Controller.Driver::ioeventfd));
    }

    private static Props usb(Controller controller, Chassis chassis) {
        String model = controller.model().orElse("");
        Optional<Usb> known = Usb.of(model);
        if (known.isEmpty()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "no model provided for USB controller");
        }
        if (!chassis.can(known.get().flag())) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "USB controller model '%s' not supported in this QEMU binary",
                    model);
        }
        if (controller.ports().isPresent() && !model.endsWith("-xhci")) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "usb controller type '%s' doesn't support 'ports' with this QEMU binary", model);
        }
        Props props = Props.device(known.get().driver()).number("p2", controller.ports()).number("p3", controller.ports());
        Optional<DeviceInfo.Master> master = controller.info().master();
        if (master.isEmpty()) return props.text("id", Chassis.alias(controller));
        return props.text("masterbus", masterAlias(controller, chassis) + ".0")
                .number("firstport", master.get().startport());
    }

    /** QEMU's name of a USB controller, and what says that this QEMU has it. */
    record Usb(String driver, QemuFlag flag) {
        static Optional<Usb> of(String model) {
            return Optional.ofNullable(switch (model) {
                case "piix3-uhci" -> new Usb("piix3-usb-uhci", QemuFlag.PIIX3_USB_UHCI);
                case "piix4-uhci" -> new Usb("piix4-usb-uhci", QemuFlag.PIIX4_USB_UHCI);
                case "ehci" -> new Usb("usb-ehci", QemuFlag.USB_EHCI);
                case "ich9-ehci1" -> new Usb("ich9-usb-ehci1", QemuFlag.ICH9_USB_EHCI1);
                case "ich9-uhci1" -> new Usb("ich9-usb-uhci1", QemuFlag.ICH9_USB_EHCI1);
                case "ich9-uhci2" -> new Usb("ich9-usb-uhci2", QemuFlag.ICH9_USB_EHCI1);
                case "ich9-uhci3" -> new Usb("ich9-usb-uhci3", QemuFlag.ICH9_USB_EHCI1);
                case "vt82c686b-uhci" -> new Usb("vt82c686b-usb-uhci", QemuFlag.VT82C686B_USB_UHCI);
                case "pci-ohci" -> new Usb("pci-ohci", QemuFlag.PCI_OHCI);
                case "nec-xhci" -> new Usb("nec-usb-xhci", QemuFlag.NEC_USB_XHCI);
                case "qemu-xhci" -> new Usb("qemu-xhci", QemuFlag.DEVICE_QEMU_XHCI);
                default -> null;
            });
        }
    }

    /** The controller whose ports this companion serves. */
    private static String masterAlias(Controller companion, Chassis chassis) {
        return chassis.domain().devices().controllers().stream()
                .filter(one -> one.type() == Controller.Type.USB && one.index().equals(companion.index())
                        && one.info().master().isEmpty())
                .findFirst().flatMap(Device::alias)
                .orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR, "masterbus not found"));
    }

    private static Props pci(Controller controller) {
        String alias = Chassis.alias(controller);
        Controller.Target target = controller.target().orElse(Controller.Target.NONE);
        String name = controller.pciModel().map(Controller.PciModel::name).orElseThrow(() -> ErrorDomain.QEMU.error(
                INTERNAL_ERROR, "PCI controller with index '%d' has no model name", controller.index().orElse(0)));
        Props props = Props.device(name);
        return switch (controller.model().orElse("")) {
            case "pci-bridge" -> props.number("chassis_nr", target.chassisNr()).text("id", alias);
            case "pci-expander-bus", "pcie-expander-bus" -> props.number("bus_nr", target.busNr()).text("id", alias)
                    .number("numa_node", target.node());
            case "dmi-to-pci-bridge", "pcie-switch-upstream-port", "pcie-to-pci-bridge" -> props.text("id", alias);
            case "pcie-root-port", "pcie-switch-downstream-port" -> props.number("port", target.port())
                    .number("chassis", target.chassis()).text("id", alias).onOff("hotplug", target.hotplug());
            case "pci-root" -> props.number("index", target.index()).text("id", alias).number("numa_node", target.node());
            default -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Unexpected PCI controller model '%s'",
                    controller.model().orElse(""));
        };
    }

    /** The window above 4 GiB that the root bridge leaves for devices. */
    public static List<Part> globals(Chassis chassis) {
        List<Part> parts = new ArrayList<>();
        for (Controller controller : chassis.domain().devices().controllers()) {
            controller.pcihole64().ifPresent(hole -> {
                String host = switch (controller.model().orElse("")) {
                    case "pci-root" -> "i440FX-pcihost";
                    case "pcie-root" -> "q35-pcihost";
                    default -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR,
                            "64-bit PCI hole setting is only for root PCI controllers");
                };
                parts.add(Part.Option.of("-global", host + ".pci-hole64-size=" + hole.kib() + "K"));
            });
        }
        return parts;
    }

    /** {@code QEMU_USB_XHCI_MAXPORTS}, libvirt 9.0.0 src/qemu/qemu_domain.c. */
    private static final int XHCI_PORTS = 15;


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
