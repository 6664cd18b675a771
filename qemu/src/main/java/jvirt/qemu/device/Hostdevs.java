package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.json.Json;
import jvirt.api.xml.OnOff;
import jvirt.qemu.caps.QemuFlag;

/** Devices of the host that the guest gets. */
public final class Hostdevs {
    private Hostdevs() {}

    public static List<Part> parts(Hostdev hostdev, Chassis chassis, Supplier supplier) {
        if (hostdev.mode() == Hostdev.Mode.CAPABILITIES) return List.of();
        return switch (hostdev.subject()) {
            case Hostdev.Subject.Usb(_, var source) -> List.of(new Part.Front(usb(hostdev, source, chassis)));
            case Hostdev.Subject.Pci pci -> hostdev.address().orElse(null) instanceof Address.Unassigned ? List.of()
                    : List.of(new Part.Front(pci(hostdev, pci, chassis)));
            case Hostdev.Subject.Scsi(_, _, _, var source) -> scsi(hostdev, source, chassis, supplier);
            case Hostdev.Subject.ScsiHost scsi -> List.of(new Part.Front(scsiHost(hostdev, scsi, chassis, supplier)));
            case Hostdev.Subject.Mdev mdev -> List.of(new Part.Front(mdev(hostdev, mdev, chassis)));
            case Hostdev.Subject.Storage _, Hostdev.Subject.Misc _, Hostdev.Subject.Net _ -> List.of();
        };
    }

    /** A network card that is a device of the host. */
    public static Optional<Part> card(Interface nic, Chassis chassis) {
        if (!(nic.source() instanceof InterfaceSource.Hostdev source) || !(source.address() instanceof Address.Pci pci)) {
            return Optional.empty();
        }
        Props props = Props.device("vfio-pci").text("host", pci.place().toString()).text("id", Chassis.alias(nic))
                .positive("bootindex", chassis.bootIndex(nic)).text("failover_pair_id", pair(nic.teaming()));
        return Optional.of(new Part.Front(chassis.rom(chassis.place(props, nic), nic).json()));
    }

    private static Optional<String> pair(Optional<Interface.Teaming> teaming) {
        return teaming.filter(team -> team.type() == Interface.Teaming.Type.TRANSIENT).flatMap(Interface.Teaming::persistent);
    }

    private static Json.Obj pci(Hostdev hostdev, Hostdev.Subject.Pci pci, Chassis chassis) {
        Hostdev.Driver.Name driver = pci.driver().map(Hostdev.Driver::name).orElse(Hostdev.Driver.Name.VFIO);
        if (driver != Hostdev.Driver.Name.VFIO) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "invalid PCI passthrough type '%s'", Words.of(driver));
        }
        Props props = Props.device("vfio-pci").text("host", pci.source().address().toString())
                .text("id", Chassis.alias(hostdev)).positive("bootindex", chassis.bootIndex(hostdev))
                .text("failover_pair_id", pair(hostdev.teaming()));
        return chassis.rom(chassis.place(props, hostdev), hostdev).json();
    }

    private static Json.Obj usb(Hostdev hostdev, Hostdev.UsbSource source, Chassis chassis) {
        Props props = Props.device("usb-host");
        if (source.missing().isEmpty()) {
            int bus = source.address().flatMap(Hostdev.UsbPlace::bus).orElse(0);
            int device = source.address().flatMap(Hostdev.UsbPlace::device).orElse(0);
            if (bus == 0 && device == 0) {
                throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "USB host device is missing bus/device information");
            }
            if (chassis.can(QemuFlag.USB_HOST_HOSTDEVICE)) {
                props.text("hostdevice", "/dev/bus/usb/%03d/%03d".formatted(bus, device));
            } else {
                props.positive("hostbus", bus).positive("hostaddr", device);
            }
        }
        props.text("id", Chassis.alias(hostdev)).positive("bootindex", chassis.bootIndex(hostdev));
        source.guestReset().ifPresent(reset -> {
            props.flag("guest-reset", reset != Hostdev.UsbSource.GuestReset.OFF);
            if (reset != Hostdev.UsbSource.GuestReset.OFF) {
                props.flag("guest-resets-all", reset == Hostdev.UsbSource.GuestReset.ON);
            }
        });
        return chassis.place(props, hostdev).json();
    }

    private static Json.Obj mdev(Hostdev hostdev, Hostdev.Subject.Mdev mdev, Chassis chassis) {
        boolean ramfb = mdev.ramfb().filter(OnOff::on).isPresent();
        boolean fixed = ramfb && mdev.model() == Hostdev.MdevModel.VFIO_PCI;
        Props props = Props.device(fixed ? "vfio-pci-nohotplug" : Words.of(mdev.model()))
                .text("id", Chassis.alias(hostdev))
                .text("sysfsdev", "/sys/bus/mdev/devices/" + mdev.source().address().uuid())
                .onOffWord("display", mdev.display())
                .set("ramfb", ramfb)
                .positive("bootindex", chassis.bootIndex(hostdev));
        return chassis.place(props, hostdev).json();
    }

    private static Json.Obj scsiHost(Hostdev hostdev, Hostdev.Subject.ScsiHost scsi, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(hostdev);
        Integer descriptor = supplier.resources().descriptors().first(alias + "-vhost").orElseThrow(() ->
                ErrorDomain.QEMU.error(INTERNAL_ERROR, "no vhost-scsi device was opened for '%s'", alias));
        Props props = chassis.virtio("vhost-scsi", hostdev, scsi.model(), VirtioOptions.NONE)
                .text("wwpn", scsi.source().wwpn()).text("vhostfd", descriptor.toString()).text("id", alias);
        return chassis.place(props, hostdev).json();
    }

    /** A SCSI unit: a block node that speaks SCSI, and the device upon it. */
    private static List<Part> scsi(Hostdev hostdev, Hostdev.ScsiSource source, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(hostdev);
        String node = "libvirt-" + supplier.nextNode(chassis) + "-backend";
        List<Part> parts = new ArrayList<>();
        Props backend = source.protocol().filter(Hostdev.ScsiSource.Protocol.ISCSI::equals).isPresent()
                ? iscsi(node, source, supplier, parts)
                : Props.device("host_device").text("filename", supplier.resources().scsiGeneric(source));
        Blocks.name(backend, node);
        parts.add(new Part.Block(backend.flag("read-only", hostdev.readonly()).json()));
        Props props = Props.device("scsi-generic").text("drive", node).text("id", alias)
                .positive("bootindex", chassis.bootIndex(hostdev));
        parts.add(new Part.Front(chassis.place(props, hostdev).json()));
        return parts;
    }

    private static Props iscsi(String node, Hostdev.ScsiSource source, Supplier supplier, List<Part> parts) {
        String secret = node + "-secret0";
        source.auth().ifPresent(auth -> parts.add(supplier.secret(secret,
                supplier.resources().secrets().value(auth, Resources.Secrets.Usage.ISCSI))));
        if (source.host().isEmpty()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "iSCSI host device '%s' names no server", node);
        }
        return Network.iscsi(Props.device("iscsi"), source.name().orElse(""), source.host().getFirst(),
                source.auth(), secret, source.initiator().map(DiskSource.Initiator::iqn));
    }
}
