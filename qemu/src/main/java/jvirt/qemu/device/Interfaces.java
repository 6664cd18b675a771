package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.domain.device.VirtualPort;
import jvirt.api.json.Json;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Network cards: the host's end, {@code -netdev}, and what the guest sees. */
public final class Interfaces {
    private Interfaces() {}

    /** Everything of a card; nothing for one that is a device of the host, which is among the host devices. */
    public static List<Part> parts(Interface nic, Chassis chassis, Supplier supplier) {
        check(nic);
        if (nic.source() instanceof InterfaceSource.Hostdev) return List.of();
        List<Part> parts = new ArrayList<>(backend(nic, supplier));
        parts.add(new Part.Front(device(nic, chassis)));
        return parts;
    }

    /** What can be said only once it is known to what a card is joined; libvirt's errors. */
    public static void check(Interface nic) {
        boolean tap = switch (nic.source()) {
            case InterfaceSource.Network _, InterfaceSource.Bridge _, InterfaceSource.Ethernet _ -> true;
            default -> false;
        };
        boolean queues = tap || switch (nic.source()) {
            case InterfaceSource.Direct _, InterfaceSource.VhostUser _, InterfaceSource.Vdpa _ -> true;
            default -> false;
        };
        if (queues(nic).filter(count -> count > 0).isPresent() && !queues) {
            throw refused(nic, "multiqueue is not supported for network interfaces of type " + type(nic));
        }
        if (nic.filterref().isPresent() && !tap) {
            throw refused(nic, "filterref is not supported for network interfaces of type " + type(nic));
        }
        Optional<VirtualPort.Type> port = nic.virtualport().flatMap(VirtualPort::type);
        if (nic.filterref().isPresent() && port.isPresent()) {
            throw refused(nic, "filterref is not supported for network interfaces with virtualport type "
                    + Words.of(port.get()));
        }
        if (nic.backend().flatMap(Interface.Backend::tap).isPresent() && !tap) {
            throw refused(nic, "custom tap device path is not supported for network interfaces of type " + type(nic));
        }
        boolean stands = nic.teaming().filter(team -> team.type() == Interface.Teaming.Type.TRANSIENT).isPresent();
        if (stands && !(nic.source() instanceof InterfaceSource.Hostdev)) {
            throw refused(nic, "teaming transient device must be type='hostdev', not '" + type(nic) + "'");
        }
    }

    private static RuntimeException refused(Interface nic, String why) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "interface %s - %s",
                nic.mac().map(Interface.Mac::address).orElse(""), why);
    }

    /** The host's end. */
    public static List<Part> backend(Interface nic, Supplier supplier) {
        boolean ethernet = nic.source() instanceof InterfaceSource.Ethernet;
        if (nic.script().isPresent() && !ethernet) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "scripts are not supported on interfaces of type %s", type(nic));
        }
        List<Part> parts = new ArrayList<>();
        Props props = host(nic, supplier, parts).text("id", "host" + Chassis.alias(nic));
        parts.add(new Part.Net(props.json()));
        return parts;
    }

    private static String type(Interface nic) {
        return nic.source().getClass().getAnnotation(jvirt.api.xml.Is.class).value()[0];
    }

    private static Props host(Interface nic, Supplier supplier, List<Part> parts) {
        return switch (nic.source()) {
            case InterfaceSource.Network _, InterfaceSource.Bridge _, InterfaceSource.Direct _, InterfaceSource.Ethernet _ ->
                    tap(nic, supplier);
            case InterfaceSource.User _ -> user(nic, supplier);
            case InterfaceSource.Internal _ -> net("user");
            case InterfaceSource.Client(var address, int port, _) ->
                    net("socket").text("connect", address.orElse("") + ":" + port);
            case InterfaceSource.Server(var address, int port, _) ->
                    net("socket").text("listen", address.orElse("") + ":" + port);
            case InterfaceSource.Mcast(var address, int port, _) ->
                    net("socket").text("mcast", address.orElse("") + ":" + port);
            case InterfaceSource.Udp(var address, int port, var local, _) -> net("socket")
                    .text("udp", address.orElse("") + ":" + port)
                    .text("localaddr", local.address().orElse("") + ":" + local.port());
            case InterfaceSource.VhostUser daemon -> vhostUser(nic, daemon, supplier, parts);
            case InterfaceSource.Vdpa(var dev, _) -> {
                var set = supplier.pass(Chassis.alias(nic) + "-vdpa", parts);
                yield net("vhost-vdpa").text("vhostdev", set.isPresent() ? "/dev/fdset/" + set.getAsInt() : dev)
                        .positive("queues", severalQueues(nic));
            }
            case InterfaceSource.Hostdev _, InterfaceSource.Null _, InterfaceSource.Vds _ ->
                    throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "interface type '%s' is not supported", type(nic));
        };
    }

    private static Props net(String type) {
        return Props.empty().text("type", type);
    }

    private static Optional<Integer> queues(Interface nic) {
        return nic.driver().flatMap(Interface.Driver::queues);
    }

    private static Optional<Integer> severalQueues(Interface nic) {
        return queues(nic).filter(count -> count > 1);
    }

    private static Props tap(Interface nic, Supplier supplier) {
        String alias = Chassis.alias(nic);
        List<Integer> taps = supplier.resources().descriptors().named(alias + "-tap");
        List<Integer> vhosts = supplier.resources().descriptors().named(alias + "-vhost");
        Props props = net("tap").text(taps.size() > 1 ? "fds" : "fd", joined(taps));
        if (!vhosts.isEmpty()) {
            props.flag("vhost", true).text(vhosts.size() > 1 ? "vhostfds" : "vhostfd", joined(vhosts));
        }
        return props.number("sndbuf", nic.tune().flatMap(Interface.Tune::sndbuf));
    }

    private static String joined(List<Integer> descriptors) {
        return descriptors.stream().map(String::valueOf).collect(Collectors.joining(":"));
    }

    private static Props user(Interface nic, Supplier supplier) {
        String alias = Chassis.alias(nic);
        if (nic.backend().flatMap(Interface.Backend::type).isPresent()) {
            return net("stream").json("addr", Props.empty().text("type", "unix")
                    .text("path", supplier.resources().host().passtSocket(alias).toString()).json())
                    .flag("server", false);
        }
        Optional<Integer> slirp = supplier.resources().descriptors().first(alias + "-slirp");
        if (slirp.isPresent()) return net("socket").text("fd", slirp.get().toString());
        Props props = net("user");
        for (Interface.Ip ip : nic.ip()) {
            if (ip.family().orElse(ip.address().contains(":") ? Interface.Family.IPV6 : Interface.Family.IPV4)
                    == Interface.Family.IPV6) {
                props.text("ipv6-prefix", ip.address()).positive("ipv6-prefixlen", ip.prefix());
            } else {
                props.text("net", ip.address() + ip.prefix().filter(bits -> bits > 0).map(bits -> "/" + bits).orElse(""));
            }
        }
        return props;
    }

    private static Props vhostUser(Interface nic, InterfaceSource.VhostUser daemon, Supplier supplier, List<Part> parts) {
        boolean server = daemon.mode() == InterfaceSource.VhostUserMode.SERVER;
        var end = new ChardevSource.UnixEnd(server ? ChardevSource.Mode.BIND : ChardevSource.Mode.CONNECT,
                Optional.of(daemon.path()), List.of(), daemon.reconnect());
        String alias = Chassis.alias(nic);
        parts.add(Chardevs.socket("char" + alias, end,
                true));
        return net("vhost-user").text("chardev", "char" + alias).positive("queues", severalQueues(nic));
    }

    /** What the guest sees. */
    public static Json.Obj device(Interface nic, Chassis chassis) {
        String alias = Chassis.alias(nic);
        String model = nic.model().map(Interface.Model::type).orElse("rtl8139");
        boolean virtio = nic.model().filter(Interface.Model::virtio).isPresent();
        Props props = virtio ? virtio(nic, model, chassis) : Props.device(model);
        props.text("netdev", "host" + alias).text("id", alias).text("mac", nic.mac().map(Interface.Mac::address))
                .positive("bootindex", chassis.bootIndex(nic));
        return chassis.rom(chassis.place(props, nic), nic).json();
    }

    private static Props virtio(Interface nic, String model, Chassis chassis) {
        Optional<Interface.Driver> driver = nic.driver();
        VirtioOptions options = driver.map(Interface.Driver::virtio).orElse(VirtioOptions.NONE);
        Optional<VirtioModel> face = switch (model) {
            case "virtio-transitional" -> Optional.of(VirtioModel.VIRTIO_TRANSITIONAL);
            case "virtio-non-transitional" -> Optional.of(VirtioModel.VIRTIO_NON_TRANSITIONAL);
            default -> Optional.empty();
        };
        Props props = chassis.virtio("virtio-net", nic, face, options)
                .text("tx", driver.flatMap(Interface.Driver::txmode).map(mode -> switch (mode) {
                    case IOTHREAD -> "bh";
                    case TIMER -> "timer";
                }))
                .onOff("ioeventfd", driver.flatMap(Interface.Driver::ioeventfd))
                .onOff("event_idx", driver.flatMap(Interface.Driver::eventIdx));
        offloads(props, driver);
        boolean ccw = nic.address().orElse(null) instanceof Address.Ccw;
        severalQueues(nic).ifPresent(count -> {
            props.flag("mq", true);
            if (!ccw) props.number("vectors", 2L * count + 2);
        });
        boolean failover = nic.teaming().filter(pair -> pair.type() == Interface.Teaming.Type.PERSISTENT).isPresent();
        return props.positive("rx_queue_size", driver.flatMap(Interface.Driver::rxQueueSize))
                .positive("tx_queue_size", driver.flatMap(Interface.Driver::txQueueSize))
                .onOff("rss", driver.flatMap(Interface.Driver::rss))
                .onOff("hash", driver.flatMap(Interface.Driver::rssHashReport))
                .positive("host_mtu", nic.mtu().map(Interface.Mtu::size))
                .set("failover", failover);
    }

    private static void offloads(Props props, Optional<Interface.Driver> driver) {
        driver.flatMap(Interface.Driver::host).ifPresent(host -> props
                .onOff("csum", host.csum()).onOff("gso", host.gso()).onOff("host_tso4", host.tso4())
                .onOff("host_tso6", host.tso6()).onOff("host_ecn", host.ecn()).onOff("host_ufo", host.ufo())
                .onOff("mrg_rxbuf", host.mrgRxbuf()));
        driver.flatMap(Interface.Driver::guest).ifPresent(guest -> props
                .onOff("guest_csum", guest.csum()).onOff("guest_tso4", guest.tso4()).onOff("guest_tso6", guest.tso6())
                .onOff("guest_ecn", guest.ecn()).onOff("guest_ufo", guest.ufo()));
    }

    public static Interface complete(Interface written, Board board, Setting setting) {
        Interface card = written;
        if (card.mac().isEmpty()) {
            card = card.withMac(new Interface.Mac(generate(setting.host().random()), Optional.empty(), Optional.empty()));
        }
        if (card.model().isPresent() || card.source() instanceof InterfaceSource.Hostdev) return card;
        if (card.source() instanceof InterfaceSource.Vdpa) return card.withModel(new Interface.Model("virtio"));
        return card.withModel(new Interface.Model(defaultModel(board, setting)));
    }

    /** An address of the range that QEMU and KVM guests have. */
    public static String generate(RandomGenerator random) {
        byte[] tail = new byte[3];
        random.nextBytes(tail);
        return "52:54:00:" + HexFormat.ofDelimiter(":").formatHex(tail);
    }

    /** What old guests can drive, as far as this QEMU has it. */
    private static String defaultModel(Board board, Setting setting) {
        if (board.s390() || board.armVirt() || board.riscvVirt()) return "virtio";
        if (board.arm()) return board.machine().equals("versatilepb") ? "smc91c111" : "lan9118";
        if (setting.can(QemuFlag.DEVICE_RTL8139)) return "rtl8139";
        if (setting.can(QemuFlag.DEVICE_E1000)) return "e1000";
        return setting.can(QemuFlag.DEVICE_VIRTIO_NET) ? "virtio" : "rtl8139";
    }
}
