package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.QEMU;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.XmlBinding;
import jvirt.host.Undo;
import jvirt.host.VhostVsock;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.console.OutputFile;
import jvirt.qemu.definition.Aliases;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Shmems;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.device.Vsocks;
import jvirt.qemu.device.Watchdogs;
import jvirt.qemu.plug.Handed;
import jvirt.qemu.plug.NicPlug;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;

/**
 * Plugs a device into a running QEMU: gives it a name and a place, prepares the host, tells QEMU.
 *
 * @param nodes the numbers of new block nodes
 * @param controllers hears of each controller that came for the device. It stays, as in libvirt, even where the device then
 *     cannot come: to let it go takes a guest that runs
 */
public record Plugging(Conversation qemu, Setting setting, PlugSite site, IntSupplier nodes, Consumer<Controller> controllers) {
    /** {@code VIR_DOMAIN_DEFAULT_VIRTIO_SERIAL_PORTS}, libvirt 9.0.0 src/conf/domain_addr.c. */
    private static final int DEFAULT_PORTS = 31;

    /**
     * A device that is in.
     *
     * @param live the machine with it, and with the controllers that it needed
     * @param device as it is in the machine
     */
    public record Plugged(Domain live, Device device) {}

    /** Plugs {@code wanted} in; each step adds what takes it back to {@code undo}. */
    public Plugged plug(Domain live, DevicePart wanted, Undo undo) {
        Device device = pluggable(live, wanted);
        Domain made = Definition.plugged(live, MemoryTotals.plus(DeviceLists.plus(live, device), device), setting);
        Domain now = live;
        Device place = placed(made, device);
        for (Controller controller : missing(live, made, place)) {
            Device named = named(now, controller);
            Domain with = DeviceLists.plus(now, named);
            new Parts(qemu).give(DeviceParts.of(named, chassis(with), supplier(with)), new Undo());
            controllers.accept((Controller) named);
            now = with;
        }
        return in(now, named(now, place), undo);
    }

    private Device pluggable(Domain live, DevicePart wanted) {
        Compatibility.ofNew(live, wanted);
        Device device = switch (wanted) {
            case Disk disk -> disk(live, disk);
            case Controller controller when controller.index().isPresent() && Matching.search(live, controller).isPresent() ->
                    throw QEMU.error(OPERATION_FAILED, "target %s:%d already exists", XmlBinding.word(controller.type()),
                            controller.index().get());
            case Filesystem folder when !folder.virtiofs() ->
                    throw QEMU.error(OPERATION_UNSUPPORTED, "only virtiofs filesystems can be hotplugged");
            case Channel channel when channel.target() instanceof Channel.Target.Virtio && taken(live, channel) ->
                    throw QEMU.error(OPERATION_INVALID, "chardev already exists");
            case Controller controller when controller.type() == Controller.Type.SCSI -> controller;
            case Controller controller -> throw QEMU.error(OPERATION_UNSUPPORTED, "'%s' controller cannot be hot plugged.",
                    XmlBinding.word(controller.type()));
            case Watchdog watchdog -> {
                if (live.devices().watchdog().isPresent()) {
                    throw QEMU.error(OPERATION_INVALID, "domain already has a watchdog");
                }
                yield watchdog;
            }
            case Vsock vsock -> {
                if (live.devices().vsock().isPresent()) throw QEMU.error(OPERATION_INVALID, "the domain already has a vsock device");
                yield vsock;
            }
            case Input input -> {
                boolean hot = input.bus().map(XmlBinding::word).filter(bus -> bus.equals("usb") || bus.equals("virtio")).isPresent();
                if (!hot) {
                    throw QEMU.error(OPERATION_UNSUPPORTED, "input device on bus '%s' cannot be hot plugged.",
                            input.bus().map(XmlBinding::word).orElse("none"));
                }
                yield input;
            }
            case Channel channel when channel.target() instanceof Channel.Target.Virtio && channel.address().isEmpty() -> ported(live, channel);
            case Interface _, Hostdev _, Redirdev _, Serial _, Parallel _, Console _, Channel _, Rng _, MemoryModule _, Shmem _,
                    Filesystem _ -> (Device) wanted;
            default -> {
                Definition.plugged(live, DeviceLists.plus(live, wanted), setting);
                throw QEMU.error(OPERATION_UNSUPPORTED, "live attach of device '%s' is not supported", Matching.kind(wanted));
            }
        };
        return device.alias().filter(alias -> !alias.startsWith("ua-")).isPresent()
                ? device.withInfo(device.info().withoutAlias()) : device;
    }

    /** A channel goes to the first controller that has room: none comes for it. */
    private static Device ported(Domain live, Channel channel) {
        List<Controller> all = live.devices().controllers().stream().filter(one -> one.type() == Controller.Type.VIRTIO_SERIAL)
                .sorted(Comparator.comparing(one -> one.index().orElse(0))).toList();
        if (all.isEmpty()) throw DOMAIN.error(INTERNAL_ERROR, "no virtio-serial controllers are available");
        return all.stream().filter(one -> ports(live, one) < one.ports().orElse(DEFAULT_PORTS)).findFirst()
                .<Device>map(one -> channel.withInfo(channel.info().withAddress(new Address.VirtioSerial(one.index().orElse(0), 0, 0))))
                .orElse(channel);
    }

    /** How many ports of the controller are taken, the first counted: it is a console's. */
    private static long ports(Domain live, Controller controller) {
        return 1 + live.devices().all().stream().filter(device -> device.address().orElse(null) instanceof Address.VirtioSerial at
                && at.controller() == controller.index().orElse(0) && at.port() != 0).count();
    }

    /** A channel of that name is there, and leads to the same place. */
    private static boolean taken(Domain live, Channel channel) {
        return live.devices().channels().stream().anyMatch(other -> name(other).equals(name(channel))
                && (other.chardev().source().equals(channel.chardev().source())
                || channel.chardev().source() instanceof ChardevSource.Unix unix && unix.source().isEmpty()
                && other.chardev().source() instanceof ChardevSource.Unix));
    }

    private static Optional<String> name(Channel channel) {
        return channel.target() instanceof Channel.Target.Virtio(var name, _) ? name : Optional.empty();
    }

    /** libvirt first looks for the images, then at the target, then for a place. */
    private Disk disk(Domain live, Disk wanted) {
        Optional<Disk.Bus> bus = wanted.target().bus();
        boolean hot = bus.isEmpty() || bus.get() == Disk.Bus.VIRTIO || bus.get() == Disk.Bus.SCSI || bus.get() == Disk.Bus.USB;
        if (wanted.device() == Disk.Kind.FLOPPY) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "floppy device hotplug isn't supported");
        }
        if (!hot) throw QEMU.error(OPERATION_UNSUPPORTED, "disk bus '%s' cannot be hotplugged.", XmlBinding.word(bus.get()));
        Disk disk = site.locate(wanted);
        live.devices().disks().stream().filter(other -> other.target().dev().equals(disk.target().dev())).findFirst()
                .ifPresent(other -> {
                    throw DOMAIN.error(XML_ERROR, "target '%s' duplicated for disk sources '%s' and '%s'", other.target().dev(),
                            jvirt.qemu.Disks.path(other).orElse("<null>"), jvirt.qemu.Disks.path(disk).orElse("<null>"));
                });
        return disk;
    }

    /** Controllers that the device needs and the machine has not; only some can come while it runs. */
    private List<Controller> missing(Domain live, Domain made, Device wanted) {
        List<Controller> own = Definition.running(live, setting).devices().controllers();
        List<Controller> missing = made.devices().controllers().stream()
                .filter(controller -> own.stream().noneMatch(other -> same(other, controller)))
                .filter(controller -> live.devices().controllers().stream().noneMatch(other -> same(other, controller)))
                .filter(controller -> controller.alias().isEmpty() && controller != wanted).toList();
        for (Controller controller : missing) {
            switch (controller.type()) {
                case SCSI -> { }
                case VIRTIO_SERIAL -> throw DOMAIN.error(INTERNAL_ERROR, "no virtio-serial controllers are available");
                case PCI -> throw DOMAIN.error(INTERNAL_ERROR, "No more available PCI slots");
                default -> throw QEMU.error(OPERATION_UNSUPPORTED, "'%s' controller cannot be hot plugged.",
                        XmlBinding.word(controller.type()));
            }
        }
        return missing;
    }

    private static boolean same(Controller one, Controller other) {
        return one.type() == other.type() && one.index().equals(other.index());
    }

    /** The device in the machine that was made with it: the last of its kind that has no name yet, or the user's. */
    private static Device placed(Domain made, Device device) {
        if (device instanceof Controller controller) {
            return made.devices().controllers().stream()
                    .filter(other -> other.alias().equals(device.alias()) && other.type() == controller.type()).reduce((_, last) -> last)
                    .orElseThrow();
        }
        return made.devices().all().stream().filter(other -> other.getClass() == device.getClass())
                .filter(other -> other.alias().equals(device.alias())).reduce((_, last) -> last).orElseThrow(() ->
                        QEMU.error(INTERNAL_ERROR, "the %s device has found no place", Matching.kind(device)));
    }

    private static Device named(Domain live, Device device) {
        if (device.alias().isPresent()) return device;
        return Aliases.next(device, live).<Device>map(alias -> device.withInfo(device.info().withAlias(alias))).orElse(device);
    }

    private Supplier supplier(Domain live) {
        return new Supplier(site.resources(live, _ -> List.of()), 0);
    }

    private Chassis chassis(Domain live) {
        return Chassis.of(live, setting.capabilities());
    }

    private Plugged in(Domain live, Device placed, Undo undo) {
        Undo host = new Undo();
        undo.add("give back the host's part of " + placed.alias().orElse(""), host::close);
        try (Handed handed = Handed.sent()) {
            Device device = switch (placed) {
                case Disk disk -> {
                    Disk opened = site.open(live, disk, host);
                    site.files().of(live.uuid(), opened).forEach(handed::add);
                    yield numbered(live, opened);
                }
                case Interface nic -> joined(live, nic, handed, host);
                case Channel channel -> Launch.reached(channel, setting);
                case Shmem shmem -> Shmems.served(shmem);
                case MemoryModule module when module.model() == MemoryModule.Model.VIRTIO_MEM -> module.withTarget(
                        module.target().withCurrent(new MemorySize(0)));
                case Vsock vsock -> {
                    VhostVsock opened = Vsocks.open(vsock);
                    handed.add(vsock.alias().orElseThrow() + "-vhost", opened.descriptor());
                    yield Vsocks.at(vsock, opened.address());
                }
                default -> placed;
            };
            ends(device).flatMap(OutputFile::open).ifPresent(file ->
                    handed.add(device.alias().orElseThrow() + "-source", file));
            listening(device).ifPresent(path ->
                    handed.add(device.alias().orElseThrow() + "-socket", site.listen(Path.of(path), host)));
            if (device instanceof Watchdog watchdog) act(watchdog);
            site.give(live, device, host);
            Domain with = MemoryTotals.plus(DeviceLists.plus(live, device), device);
            Undo behind = new Undo();
            undo.add("unplug " + device.alias().orElse(""), behind::close);
            Optional<String> terminal = new Parts(qemu).give(parts(with, device, handed), behind);
            Device settled = terminal.map(path -> onTerminal(device, path)).orElseGet(() -> placed(device));
            Domain now = settled.equals(device) ? with : DeviceLists.replaced(with, device, settled);
            site.keep(now, settled, host.handOver());
            return new Plugged(now, settled);
        }
    }

    /** The host's end of a port. */
    private static Optional<Chardev> ends(Device device) {
        return switch (device) {
            case Serial serial -> Optional.of(serial.chardev());
            case Parallel parallel -> Optional.of(parallel.chardev());
            case Channel channel -> Optional.of(channel.chardev());
            case Console console -> Optional.of(console.chardev());
            default -> Optional.empty();
        };
    }

    /** The path on which a port waits for whoever comes. */
    private static Optional<String> listening(Device device) {
        return ends(device).map(Chardev::source).orElse(null) instanceof ChardevSource.Unix unix ? unix.source().filter(end -> end.mode() == ChardevSource.Mode.BIND)
                .flatMap(ChardevSource.UnixEnd::path) : Optional.empty();
    }

    /** A memory module has its place in the guest's memory only when QEMU has given it one. */
    private Device placed(Device device) {
        if (!(device instanceof MemoryModule) || !(device.address().orElse(null) instanceof Address.Dimm dimm)) return device;
        return qemu.call(new MachineCommand.QueryMemoryDevices()).stream().map(module -> module.object("data"))
                .filter(data -> data.findString("id").equals(device.alias())).findFirst()
                .<Device>map(data -> device.withInfo(device.info().withAddress(new Address.Dimm(dimm.slot(), Optional.of(data.number("addr"))))))
                .orElse(device);
    }

    /** The parts; QEMU is asked for the number of a free set of files only where the device passes some. */
    private List<Part> parts(Domain with, Device device, Handed handed) {
        IntFunction<List<Part>> parts = first -> DeviceParts.of(device, chassis(with),
                new Supplier(site.resources(with, handed), first));
        List<Part> all = parts.apply(0);
        if (device instanceof Disk disk && Disks.managesReservations(disk)
                && with.devices().disks().stream().filter(Disks::managesReservations).count() == 1) {
            all = Stream.concat(Stream.of(Disks.reservationManager(site.resources(with, _ -> List.of()))), all.stream()).toList();
        }
        boolean passes = all.stream().anyMatch(Part.Passed.class::isInstance);
        return frontLast(passes ? parts.apply(new Parts(qemu).firstFreeSet()) : all);
    }

    /** The command line may name what comes later on it; a running QEMU wants all to be there. */
    private static List<Part> frontLast(List<Part> parts) {
        return parts.stream().sorted(Comparator.comparing(Part.Front.class::isInstance)).toList();
    }

    private Disk numbered(Domain live, Disk disk) {
        Disk ready = Launch.reserved(Launch.prepared(disk), site.resources(live, _ -> List.of()));
        return Launch.numbered(ready, nodes);
    }

    private Interface joined(Domain live, Interface nic, Handed handed, Undo undo) {
        NicPlug.Plugged plugged = site.join(live, nic, undo);
        String alias = nic.alias().orElseThrow();
        handed.add(alias + (nic.source() instanceof InterfaceSource.Vdpa ? "-vdpa" : "-tap"), plugged.taps());
        handed.add(alias + "-vhost", plugged.vhosts());
        return plugged.live();
    }

    private void act(Watchdog watchdog) {
        if (!watchdog.model().equals(Watchdog.Model.I6300ESB)) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "hotplug of watchdog of model %s is not supported",
                    XmlBinding.word(watchdog.model()));
        }
        String action = Watchdogs.action(watchdog.action());
        if (setting.capabilities().has(QemuFlag.SET_ACTION)) {
            qemu.call(new MachineCommand.SetAction(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(action)));
        } else {
            qemu.call(new MachineCommand.WatchdogSetAction(action));
        }
    }

    private static Device onTerminal(Device device, String path) {
        return switch (device) {
            case Serial serial -> serial.withChardev(onTerminal(serial.chardev(), path));
            case Parallel parallel -> parallel.withChardev(onTerminal(parallel.chardev(), path));
            case Channel channel -> channel.withChardev(onTerminal(channel.chardev(), path));
            case Console console -> console.withChardev(onTerminal(console.chardev(), path));
            default -> device;
        };
    }

    private static Chardev onTerminal(Chardev chardev, String path) {
        return chardev.source() instanceof ChardevSource.Pty
                ? new Chardev(new ChardevSource.Pty(Optional.of(ChardevSource.PathSource.of(path))), chardev.log()) : chardev;
    }
}
