package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Vsock;
import jvirt.api.xml.YesNo;

/** What a device is where its XML does not say, whatever runs the guest; a hypervisor's own defaults come before. */
final class DeviceDefaults {
    private DeviceDefaults() {}

    /** All devices, one after the other. */
    static void apply(Making making) {
        isaPorts(making);
        otherPorts(making);
        making.each(device -> complete(device, making));
        for (int i = 0; i < making.devices.hostdevs.size(); i++) {
            List<Hostdev> hostdevs = new ArrayList<>(making.devices.hostdevs);
            hostdevs.set(i, hostdev(hostdevs.get(i), making));
            making.devices.hostdevs = hostdevs;
        }
    }

    static <D extends Device> D complete(D written, Making making) {
        return common(making.hypervisor.complete(written, making), making);
    }

    @SuppressWarnings("unchecked") // each arm keeps the kind of its device
    private static <D extends Device> D common(D device, Making making) {
        return (D) switch ((Device) device) {
            case Disk disk -> disk(disk, making);
            case Controller controller -> controller(controller);
            case Serial serial -> serial(serial, making);
            case Console console -> console(console);
            case Video video -> VideoForm.sized(video, making.domain.type);
            case Rng rng -> rng(rng);
            case Vsock vsock -> vsock(vsock);
            case MemoryModule module -> module(module);
            case Filesystem filesystem -> filesystem(filesystem);
            default -> device;
        };
    }

    private static Disk disk(Disk written, Making making) {
        Disk disk = written;
        if (disk.target().dev().startsWith("ioemu:")) {
            disk = disk.withTarget(disk.target().withDev(disk.target().dev().substring("ioemu:".length())));
        }
        if (disk.device() == Disk.Kind.CDROM) disk = disk.withReadonly(true);
        if (disk.target().bus().isEmpty()) disk = disk.withTarget(disk.target().withBus(bus(disk)));
        if (disk.snapshot().isEmpty() && disk.source() instanceof DiskSource.VhostUser) {
            disk = disk.withSnapshot(Optional.of(Disk.SnapshotMode.NO));
        }
        if (disk.readonly() && disk.snapshot().equals(Optional.of(Disk.SnapshotMode.NO))) {
            disk = disk.withSnapshot(Optional.empty());   // what cannot change needs no word
        }
        disk = disk.withSource(source(disk.source()));
        if (disk.address().isEmpty()) disk = DriveAddresses.place(disk, making);
        return DiskGroups.expand(disk, making.devices.disks);
    }

    private static Disk.Bus bus(Disk disk) {
        String name = disk.target().dev();
        if (disk.device() == Disk.Kind.FLOPPY) return Disk.Bus.FDC;
        if (name.startsWith("sd")) return Disk.Bus.SCSI;
        if (name.startsWith("vd")) return Disk.Bus.VIRTIO;
        if (name.startsWith("xvd")) return Disk.Bus.XEN;
        return name.startsWith("ubd") ? Disk.Bus.UML : Disk.Bus.IDE;
    }

    /** An iSCSI target without a unit means unit 0; an NVMe disk is taken from the host's driver. */
    private static DiskSource source(DiskSource source) {
        return switch (source) {
            case DiskSource.Network net when net.protocol().equals(Optional.of(DiskSource.Protocol.ISCSI)) ->
                    net.withName(net.name().map(DeviceDefaults::withUnit));
            case DiskSource.Nvme nvme when nvme.managed().isEmpty() -> new DiskSource.Nvme(nvme.type(),
                    Optional.of(YesNo.YES), nvme.namespace(), nvme.address(), nvme.extras());
            default -> source;
        };
    }

    private static String withUnit(String name) {
        return name.contains("/") ? name : name + "/0";
    }

    private static Controller controller(Controller controller) {
        boolean virtioScsi = controller.model().filter(model -> model.startsWith("virtio-")).isPresent();
        if (controller.driver().flatMap(Controller.Driver::iothread).filter(id -> id > 0).isPresent() && !virtioScsi) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "'iothread' attribute only supported for virtio scsi controllers");
        }
        return controller;
    }

    private static Serial serial(Serial serial, Making making) {
        Serial.Target target = serial.target().orElse(new Serial.Target(Optional.empty(), Optional.empty(), Optional.empty()));
        if (target.type().equals(Optional.of(Serial.Type.ISA_DEBUG)) && !making.board().x86()) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "isa-debug serial type only valid on x86 architecture");
        }
        return serial.withTarget(target);
    }

    /** A serial port without a number gets the next. */
    private static void otherPorts(Making making) {
        List<Serial> serials = new ArrayList<>(making.devices.serials);
        for (int i = 0; i < serials.size(); i++) {
            if (port(serials.get(i)) >= 0) continue;
            int next = serials.stream().mapToInt(DeviceDefaults::port).max().orElse(-1) + 1;
            Optional<Serial.Target> target = serials.get(i).target();
            serials.set(i, serials.get(i).withTarget(new Serial.Target(target.flatMap(Serial.Target::type), Optional.of(next),
                    target.flatMap(Serial.Target::model))));
        }
        making.devices.serials = serials;
    }

    private static int port(Serial serial) {
        return serial.target().flatMap(Serial.Target::port).orElse(-1);
    }

    private static Console console(Console console) {
        Console.Target target = console.target().orElse(new Console.Target(Optional.empty(), Optional.empty()));
        return console.withTarget(new Console.Target(Optional.of(target.type().orElse(Console.Type.SERIAL)),
                Optional.of(target.port().orElse(0))));
    }

    private static Hostdev hostdev(Hostdev written, Making making) {
        if (!(written.subject() instanceof Hostdev.Subject.Scsi scsi)) return written;
        Hostdev hostdev = written;
        if (scsi.source().protocol().equals(Optional.of(Hostdev.ScsiSource.Protocol.ISCSI))) {
            hostdev = hostdev.withSubject(new Hostdev.Subject.Scsi(scsi.managed(), scsi.sgio(), scsi.rawio(),
                    scsi.source().withName(scsi.source().name().map(DeviceDefaults::withUnit))));
        }
        if (hostdev.address().isEmpty()) hostdev = DriveAddresses.place(hostdev, making);
        DriveAddresses.refuseDiskAt(hostdev, making.devices.disks);
        return hostdev;
    }

    private static Rng rng(Rng rng) {
        boolean random = rng.backend() instanceof Rng.Backend.Random(var file) && file.isEmpty();
        return random ? rng.withBackend(new Rng.Backend.Random(Optional.of("/dev/random"))) : rng;
    }

    private static Vsock vsock(Vsock vsock) {
        Vsock.Cid cid = vsock.cid().orElse(new Vsock.Cid(Optional.empty(), Optional.empty()));
        boolean own = cid.address().filter(address -> address != 0).isPresent();
        return vsock.withCid(new Vsock.Cid(Optional.of(cid.auto().orElse(YesNo.of(!own))), cid.address().filter(_ -> own)));
    }

    /** What a guest writes to persistent memory must reach the file. */
    private static MemoryModule module(MemoryModule module) {
        boolean pmem = module.model() == MemoryModule.Model.VIRTIO_PMEM && module.access().isEmpty();
        return pmem ? module.withAccess(MemoryModule.Access.SHARED) : module;
    }

    private static Filesystem filesystem(Filesystem filesystem) {
        boolean socket = filesystem.source() instanceof Filesystem.Source.Mount(_, var path) && path.isPresent();
        return filesystem.accessmode().isEmpty() && !socket
                ? filesystem.withAccessmode(Filesystem.AccessMode.PASSTHROUGH) : filesystem;
    }

    /** Ports of the four serial ports that a PC has: those that are taken, then the free ones. */
    private static void isaPorts(Making making) {
        int most = 4;
        BitSet taken = new BitSet();
        int count = 0;
        for (Serial serial : making.devices.serials) {
            if (!isaSerial(serial)) continue;
            int port = port(serial);
            if (count++ >= most || port >= most) {
                throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "Maximum supported number of ISA serial ports is '%d'", most);
            }
            if (port >= 0 && taken.get(port)) {
                throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "target port '%d' already allocated", port);
            }
            if (port >= 0) taken.set(port);
        }
        List<Serial> serials = new ArrayList<>();
        for (Serial serial : making.devices.serials) {
            if (!isaSerial(serial) || port(serial) >= 0) {
                serials.add(serial);
                continue;
            }
            int port = taken.nextClearBit(0);
            taken.set(port);
            Serial.Target target = serial.target().orElseThrow();
            serials.add(serial.withTarget(new Serial.Target(target.type(), Optional.of(port), target.model())));
        }
        making.devices.serials = serials;
    }

    private static boolean isaSerial(Serial serial) {
        return serial.target().flatMap(Serial.Target::model)
                .filter(model -> model.name() == Serial.Model.Name.ISA_SERIAL).isPresent();
    }

    /** The place of a drive as its address says it. */
    static Optional<Address.Drive> drive(Device device) {
        return device.address().filter(Address.Drive.class::isInstance).map(Address.Drive.class::cast);
    }
}
