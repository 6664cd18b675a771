package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;

/**
 * What a device is plugged into: the live machine with its controllers, on one QEMU. It turns a device's address into the
 * properties by which QEMU finds the place; for the command line and for hotplug alike.
 */
public record Chassis(Domain domain, QemuCapabilities capabilities, Board board, BootOrder order) {
    public static Chassis of(Domain domain, QemuCapabilities capabilities) {
        return new Chassis(domain, capabilities, Board.of(domain), BootOrder.of(domain));
    }

    public boolean can(QemuFlag flag) {
        return capabilities.has(flag);
    }

    /** The alias, which everything that lives has. */
    public static String alias(Device device) {
        return device.alias().orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR, "device has no alias"));
    }

    /** Longer names are cut where they become part of a path: {@code VIR_DOMAIN_SHORT_NAME_MAX} of libvirt 9.0.0. */
    private static final int SHORT_NAME = 20;

    /** The machine's id and name, short enough for the path of a socket. */
    public String shortName() {
        return shortName(domain);
    }

    public static String shortName(Domain domain) {
        String name = domain.name();
        int end = name.offsetByCodePoints(0, Math.min(SHORT_NAME, name.codePointCount(0, name.length())));
        return domain.id().orElse(-1) + "-" + name.substring(0, end);
    }

    public int bootIndex(Device device) {
        return order.of(device);
    }

    /** Adds where the device sits. */
    Props place(Props props, Device device) {
        return device.address().map(address -> place(props, device, address)).orElse(props);
    }

    private Props place(Props props, Device device, Address address) {
        return switch (address) {
            case Address.Pci pci -> pci(props, pci, device.info());
            case Address.Usb(int bus, Optional<String> port) ->
                    props.text("bus", controllerAlias(Controller.Type.USB, bus) + ".0").text("port", port);
            case Address.SpaprVio(var reg) -> props.number("reg", reg);
            case Address.Ccw(var cssid, var ssid, var devno) -> props.text("devno",
                    "%x.%x.%04x".formatted(cssid.orElse(0), ssid.orElse(0), devno.orElse(0)));
            case Address.Isa(var iobase, var irq) -> props.number("iobase", iobase.orElse(0)).positive("irq", irq);
            case Address.Dimm(int slot, var base) -> props.number("slot", slot).positive("addr", base);
            case Address.Drive drive -> drive(props, drive, device instanceof Disk disk
                    ? disk.target().bus().orElse(Disk.Bus.SCSI) : Disk.Bus.SCSI);
            case Address.VirtioSerial(int controller, int bus, int port) -> props
                    .text("bus", controllerAlias(Controller.Type.VIRTIO_SERIAL, controller) + "." + bus).number("nr", port);
            case Address.Ccid _, Address.VirtioMmio _, Address.Unassigned _ -> props;
        };
    }

    private Props pci(Props props, Address.Pci pci, DeviceInfo info) {
        String place = "0x" + Integer.toHexString(pci.slot());
        return props.text("bus", pciBus(pci))
                .onOff("multifunction", pci.multifunction())
                .text("addr", pci.function() == 0 ? place : place + ".0x" + Integer.toHexString(pci.function()))
                .positive("acpi-index", info.acpi().map(DeviceInfo.Acpi::index));
    }

    /** QEMU's name of a PCI bus; the root buses are the board's own, whatever their controller is called. */
    private String pciBus(Address.Pci pci) {
        Controller controller = domain.devices().controllers().stream()
                .filter(one -> one.type() == Controller.Type.PCI && one.index().orElse(0) == pci.bus())
                .findFirst().orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR,
                        "Could not find PCI controller with index '%d' required for device at address '%s'", pci.bus(),
                        pci.place()));
        boolean users = controller.info().alias().map(DeviceInfo.Alias::users).orElse(false);
        String model = controller.model().orElse("");
        if (users && model.equals("pci-root") && !board.pSeries()) return "pci.0";
        if (users && model.equals("pcie-root")) return "pcie.0";
        String alias = alias(controller);
        boolean hostBridge = controller.pciModel().map(Controller.PciModel::name)
                .filter("spapr-pci-host-bridge"::equals).isPresent();
        int index = controller.target().flatMap(Controller.Target::index).orElse(0);
        return hostBridge && index > 0 ? alias + ".0" : alias;
    }

    private Props drive(Props props, Address.Drive drive, Disk.Bus bus) {
        return switch (bus) {
            case IDE -> {
                String alias = board.builtinIde() ? "ide" : controllerAlias(Controller.Type.IDE, drive.controller());
                yield props.text("bus", alias + "." + drive.bus()).number("unit", drive.unit());
            }
            case SATA -> {
                boolean builtin = board.q35() && drive.controller() == 0;
                String alias = builtin ? "ide" : controllerAlias(Controller.Type.SATA, drive.controller());
                yield props.text("bus", alias + "." + drive.unit());
            }
            case FDC -> props.number("unit", drive.unit());
            case SCSI -> scsi(props, drive);
            case VIRTIO, XEN, USB, UML, SD -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR,
                    "address type drive is not supported for bus '%s'", Words.of(bus));
        };
    }

    private Props scsi(Props props, Address.Drive drive) {
        Controller controller = controller(Controller.Type.SCSI, drive.controller())
                .orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR, "unable to find a SCSI controller for idx=%d",
                        drive.controller()));
        if (narrow(controller)) {
            return props.text("bus", alias(controller) + "." + drive.bus()).number("scsi-id", drive.unit());
        }
        return props.text("bus", alias(controller) + ".0").number("channel", drive.bus()).number("scsi-id", drive.target())
                .number("lun", drive.unit());
    }

    /** An old SCSI adapter: units are its targets, and there is nothing below them. */
    static boolean narrow(Controller controller) {
        return switch (controller.model().orElse("")) {
            case "lsilogic", "ncr53c90", "dc390", "am53c974" -> true;
            default -> false;
        };
    }

    public Optional<Controller> controller(Controller.Type type, int index) {
        return domain.devices().controllers().stream()
                .filter(one -> one.type() == type && one.index().orElse(0) == index).findFirst();
    }

    public String controllerAlias(Controller.Type type, int index) {
        return controller(type, index).flatMap(Device::alias).orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR,
                "could not find %s controller with index %d required for device", Words.of(type), index));
    }

    /** A device of the virtio family: its driver's name says the transport, and the model where it is not both. */
    Props virtio(String base, Device device, Optional<VirtioModel> model, VirtioOptions options) {
        String driver = base + "-" + transport(base, device) + switch (model.orElse(VirtioModel.VIRTIO)) {
            case VIRTIO -> "";
            case VIRTIO_TRANSITIONAL -> can(QemuFlag.VIRTIO_PCI_TRANSITIONAL) ? "-transitional" : "";
            case VIRTIO_NON_TRANSITIONAL -> nonTransitional();
        };
        return options(Props.device(driver), options);
    }

    private String nonTransitional() {
        if (can(QemuFlag.VIRTIO_PCI_TRANSITIONAL)) return "-non-transitional";
        throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "virtio non-transitional model not supported for this qemu");
    }

    static Props options(Props props, VirtioOptions options) {
        return props.onOff("iommu_platform", options.iommu()).onOff("ats", options.ats()).onOff("packed", options.packed())
                .onOff("page-per-vq", options.pagePerVq());
    }

    static VirtioOptions options(Optional<VirtioOptions.Driver> driver) {
        return driver.map(VirtioOptions.Driver::virtio).orElse(VirtioOptions.NONE);
    }

    private static String transport(String base, Device device) {
        return switch (device.address().orElse(null)) {
            case Address.Pci _ -> "pci";
            case Address.VirtioMmio _ -> "device";
            case Address.Ccw _ -> "ccw";
            case null, default -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Unexpected address type for '%s'", base);
        };
    }

    /** Adds what is said of the option ROM. */
    Props rom(Props props, Device device) {
        if (device.info().rom().isEmpty()) return props;
        DeviceInfo.Rom rom = device.info().rom().get();
        if (!(device.address().orElse(null) instanceof Address.Pci)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "ROM tuning is only supported for PCI devices");
        }
        boolean none = rom.enabled().map(yes -> !yes.yes()).orElse(false);
        return props.number("rombar", rom.bar().map(bar -> bar.on() ? 1 : 0))
                .text("romfile", none ? Optional.of("") : rom.file());
    }
}
