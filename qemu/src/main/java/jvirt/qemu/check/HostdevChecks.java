package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hostdev.Subject;
import jvirt.api.domain.device.Interface;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses devices of the host that a guest cannot get. */
final class HostdevChecks {
    private HostdevChecks() {}

    static void common(Hostdev hostdev) {
        Address address = hostdev.address().orElse(null);
        boolean unassigned = address instanceof Address.Unassigned;
        if (address != null) {
            switch (hostdev.subject()) {
                case Subject.Pci _ -> COMMON.internal(!unassigned && !(address instanceof Address.Pci),
                        "PCI host devices must use 'pci' or 'unassigned' address type");
                case Subject.Scsi _ -> COMMON.unsupported(!(address instanceof Address.Drive),
                        "SCSI host device must use 'drive' address type");
                case Subject.ScsiHost _ -> COMMON.unsupported(!(address instanceof Address.Pci) && !(address instanceof Address.Ccw),
                        "SCSI_host host device must use 'pci' or 'ccw' address type");
                case Subject.Usb _ -> COMMON.unsupported(!(address instanceof Address.Usb),
                        "USB host device must use 'usb' address type");
                default -> { }
            }
        }
        hostdev.teaming().ifPresent(teaming -> {
            COMMON.unsupported(teaming.type() != Interface.Teaming.Type.TRANSIENT,
                    "teaming hostdev devices must have type='transient'");
            COMMON.unsupported(teaming.persistent().isEmpty(), "missing required persistent attribute in hostdev teaming element");
            COMMON.xml(!(hostdev.subject() instanceof Subject.Pci), "teaming is only supported for pci hostdev devices");
        });
    }

    static void driver(Hostdev hostdev, Domain domain, Setting setting) {
        DRIVER.unsupported(hostdev.mode() == Hostdev.Mode.CAPABILITIES, "hostdev mode 'capabilities' is not supported in %s",
                XmlBinding.word(domain.type()));
        boolean boots = hostdev.info().boot().isPresent();
        switch (hostdev.subject()) {
            case Subject.Usb usb -> DRIVER.unsupported(usb.source().guestReset().isPresent()
                    && !setting.can(QemuFlag.USB_HOST_GUESTS_RESETS_ALL),
                    "guestReset is not supported with this version of QEMU");
            case Subject.Pci pci -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VFIO_PCI),
                        "VFIO PCI device assignment is not supported by this version of QEMU");
                DRIVER.unsupported(pci.source().writeFiltering().isPresent(),
                        "Write filtering of PCI device configuration space is not supported by qemu");
            }
            case Subject.ScsiHost _ -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VHOST_SCSI),
                        "This QEMU doesn't support vhost-scsi devices");
                DRIVER.unsupported(boots, "booting from assigned devices is not supported by vhost SCSI devices");
            }
            case Subject.Mdev mdev -> mediated(mdev, boots, domain, setting);
            default -> { }
        }
    }

    private static void mediated(Subject.Mdev mdev, boolean boots, Domain domain, Setting setting) {
        boolean pci = mdev.model() == Hostdev.MdevModel.VFIO_PCI;
        DRIVER.unsupported(mdev.display().isPresent() && !pci,
                "<hostdev> attribute 'display' is only supported with model='vfio-pci'");
        switch (mdev.model()) {
            case VFIO_PCI -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VFIO_PCI),
                        "VFIO PCI device assignment is not supported by this version of QEMU");
                DRIVER.unsupported(boots,
                        "booting from assigned devices is not supported by mediated devices of model vfio-pci");
                DRIVER.unsupported(mdev.display().isPresent() && !setting.can(QemuFlag.VFIO_PCI_DISPLAY),
                        "display property of device vfio-pci is not supported by this version of QEMU");
                DRIVER.unsupported(mdev.display().equals(Optional.of(OnOff.ON)) && domain.devices().graphics().isEmpty(),
                        "graphics device is needed for attribute value 'display=on' in <hostdev>");
            }
            case VFIO_AP -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VFIO_AP),
                        "VFIO AP device assignment is not supported by this version of QEMU");
                DRIVER.unsupported(boots,
                        "booting from assigned devices is not supported by mediated devices of model vfio-ap");
                long others = domain.devices().hostdevs().stream().filter(one -> one.subject() instanceof Subject.Mdev other
                        && other.model() == Hostdev.MdevModel.VFIO_AP).count();
                DRIVER.unsupported(others > 1, "Only one hostdev of model vfio-ap is supported");
            }
            case VFIO_CCW -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VFIO_CCW),
                    "VFIO CCW device assignment is not supported by this version of QEMU");
        }
    }

    /** Whether both name the same device of the host. */
    static boolean same(Subject one, Subject other) {
        return switch (one) {
            case Subject.Usb usb when other instanceof Subject.Usb second -> same(usb.source(), second.source());
            case Subject.Pci pci when other instanceof Subject.Pci second ->
                    pci.source().address().equals(second.source().address());
            case Subject.Scsi scsi when other instanceof Subject.Scsi second -> same(scsi.source(), second.source());
            case Subject.ScsiHost host when other instanceof Subject.ScsiHost second ->
                    host.source().equals(second.source());
            case Subject.Mdev mdev when other instanceof Subject.Mdev second -> mdev.source().equals(second.source());
            case Subject.Storage storage when other instanceof Subject.Storage second ->
                    storage.source().equals(second.source());
            case Subject.Misc misc when other instanceof Subject.Misc second -> misc.source().equals(second.source());
            case Subject.Net net when other instanceof Subject.Net second -> net.source().equals(second.source());
            default -> false;
        };
    }

    /** Where it is plugged in decides, where that is known; else what it is. */
    private static boolean same(Hostdev.UsbSource one, Hostdev.UsbSource other) {
        boolean placed = one.address().isPresent() && other.address().isPresent();
        if (placed) return one.address().equals(other.address());
        return one.vendor().isPresent() && one.vendor().equals(other.vendor()) && one.product().equals(other.product());
    }

    private static boolean same(Hostdev.ScsiSource one, Hostdev.ScsiSource other) {
        boolean network = one.protocol().equals(Optional.of(Hostdev.ScsiSource.Protocol.ISCSI));
        if (network != other.protocol().equals(Optional.of(Hostdev.ScsiSource.Protocol.ISCSI))) return false;
        if (network) return one.name().equals(other.name()) && one.host().equals(other.host());
        return one.adapter().equals(other.adapter()) && one.address().equals(other.address());
    }
}
