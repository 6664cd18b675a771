package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.RedirFilter;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.Reply;

/** Takes a device out of a running QEMU: asks for it, and once the guest has let it go, takes away what stands behind it. */
public record Unplugging(Conversation qemu, Setting setting, PlugSite site) {
    /** The device of the running machine that a client means; refused first is what never goes. */
    public DevicePart find(Domain live, DevicePart wanted) {
        switch (wanted) {
            case Controller controller when controller.type() != Controller.Type.SCSI -> throw QEMU.error(OPERATION_UNSUPPORTED,
                    "'%s' controller cannot be hot unplugged.", XmlBinding.word(controller.type()));
            case Hostdev host when host.mode() != Hostdev.Mode.SUBSYSTEM -> throw QEMU.error(CONFIG_UNSUPPORTED,
                    "hot unplug is not supported for hostdev mode '%s'", XmlBinding.word(host.mode()));
            case Sound _, Video _, Graphics _, Hub _, Smartcard _, MemoryBalloon _, NvramDevice _, Tpm _, Panic _, Iommu _, Audio _,
                    RedirFilter _ -> throw QEMU.error(OPERATION_UNSUPPORTED, "live detach of device '%s' is not supported",
                            Matching.kind(wanted));
            default -> { }
        }
        return Matching.LIVE.find(live, wanted);
    }

    /** Asks QEMU for the device; true when there is none of it to wait for. */
    public boolean ask(Domain live, Device device) {
        check(live, device);
        if (device.address().filter(Address.Unassigned.class::isInstance).isPresent() || forward(device)) return true;
        Reply<?> reply = qemu.ask(new DeviceCommand.DeviceDel(device.alias().orElseThrow()));
        if (reply instanceof Reply.Refused<?> refused && refused.kind().equals("DeviceNotFound")) return true;
        reply.orThrow();
        return false;
    }

    /** A forwarding of a port is no device: its host's end goes at once. */
    private static boolean forward(Device device) {
        return device instanceof Channel channel && channel.target() instanceof Channel.Target.Guestfwd;
    }

    private static void check(Domain live, Device device) {
        switch (device) {
            case Controller controller when busy(live, controller) ->
                    throw QEMU.error(OPERATION_FAILED, "device cannot be detached: device is busy");
            case Disk disk -> checkDisk(disk);
            case Shmem shmem when shmem.model().map(Shmem.Model::type).orElse(Shmem.Model.Type.IVSHMEM) == Shmem.Model.Type.IVSHMEM ->
                    throw QEMU.error(OPERATION_UNSUPPORTED, "live detach of shmem model '%s' is not supported", "ivshmem");
            case Watchdog watchdog when watchdog.model() != Watchdog.Model.I6300ESB -> throw QEMU.error(OPERATION_UNSUPPORTED,
                    "hot unplug of watchdog of model %s is not supported", XmlBinding.word(watchdog.model()));
            case Input input when input.bus().filter(bus -> bus == Input.Bus.PS2 || bus == Input.Bus.XEN).isPresent() ->
                    throw QEMU.error(OPERATION_UNSUPPORTED, "input device on bus '%s' cannot be detached",
                            XmlBinding.word(input.bus().get()));
            case Filesystem folder when !folder.virtiofs() -> throw QEMU.error(OPERATION_UNSUPPORTED,
                    "only virtiofs filesystems can be hotplugged");
            default -> { }
        }
        if (device.alias().isEmpty()) {
            throw QEMU.error(OPERATION_FAILED, "Cannot detach %s device with no alias", Matching.kind(device));
        }
        device.address().filter(Address.Pci.class::isInstance).map(Address.Pci.class::cast).ifPresent(at -> checkSlot(live, device, at));
    }

    private static void checkDisk(Disk disk) {
        Disk.Bus bus = disk.target().bus().orElse(null);
        boolean hot = bus == Disk.Bus.SCSI || bus == Disk.Bus.USB;
        if (disk.removable() && !hot) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "disk device type '%s' cannot be detached", XmlBinding.word(disk.device()));
        }
        if (!hot && bus != Disk.Bus.VIRTIO) throw QEMU.error(OPERATION_UNSUPPORTED, "This type of disk cannot be hot unplugged");
    }

    private static boolean busy(Domain live, Controller controller) {
        int index = controller.index().orElse(0);
        return live.devices().all().stream().anyMatch(device -> device.address().orElse(null) instanceof Address.Drive drive
                && drive.controller() == index
                && (!(device instanceof Disk disk) || disk.target().bus().equals(Optional.of(Disk.Bus.SCSI))));
    }

    /** All functions of a slot go together, and some ports let nothing go. */
    private static void checkSlot(Domain live, Device device, Address.Pci at) {
        String where = "%04x:%02x:%02x.%d".formatted(at.domain(), at.bus(), at.slot(), at.function());
        boolean several = live.devices().all().stream().anyMatch(other -> !other.equals(device)
                && other.address().orElse(null) instanceof Address.Pci there && there.domain() == at.domain()
                && there.bus() == at.bus() && there.slot() == at.slot());
        if (several || at.multifunction().filter(OnOff::on).isPresent()) {
            throw QEMU.error(OPERATION_FAILED, "cannot hot unplug %s device with multifunction PCI guest address: %s",
                    Matching.kind(device), where);
        }
        boolean fixed = live.devices().controllers().stream().anyMatch(port -> port.type() == Controller.Type.PCI
                && port.index().orElse(-1) == at.bus() && port.target().flatMap(Controller.Target::hotplug)
                        .filter(hotplug -> !hotplug.on()).isPresent());
        if (fixed) {
            throw QEMU.error(OPERATION_FAILED, "cannot hot unplug %s device with PCI guest address: %s"
                    + " - not allowed by controller", Matching.kind(device), where);
        }
    }

    /** What open files of the device may be called in QEMU. */
    private static List<String> passed(Device device) {
        String alias = device.alias().orElse("");
        return switch (device) {
            case Interface nic when nic.source() instanceof InterfaceSource.Vdpa(var dev, _) -> List.of(alias + "-vdpa", dev);
            case Serial _, Parallel _, Console _ -> List.of(alias + "-log");
            default -> List.of();
        };
    }

    /** The guest has let it go: the machine without it, after what stood behind it is gone. */
    public Domain gone(Domain live, Device device) {
        List<Part> parts = DeviceParts.of(device, Chassis.of(live, setting.capabilities()),
                new Supplier(NoSecrets.in(site.resources(live, _ -> List.of())), 0));
        Parts behind = new Parts(qemu);
        behind.takeBackends(parts);
        boolean lastManaged = device instanceof Disk disk && Disks.managesReservations(disk)
                && live.devices().disks().stream().filter(Disks::managesReservations).count() == 1;
        if (lastManaged) behind.takeBackends(List.of(Disks.reservationManager(site.resources(live, _ -> List.of()))));
        behind.forget(passed(device));
        site.release(live, device);
        return MemoryTotals.minus(DeviceLists.minus(live, device), device);
    }
}
