package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.VirtualPort;
import jvirt.api.xml.Is;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses network cards that cannot be. */
final class InterfaceChecks {
    private InterfaceChecks() {}

    static void common(Interface card) {
        InterfaceSource source = card.source();
        String type = word(source);
        boolean hostAddresses = !source.host().ip().isEmpty() || !source.host().route().isEmpty();
        COMMON.unsupported(hostAddresses && !(source instanceof InterfaceSource.Ethernet), "Invalid attempt to set network "
                + "interface host-side IP route and/or address info on interface of type '%s'. This is only supported on "
                + "interfaces of type 'ethernet'", type);
        boolean unmanaged = card.target().flatMap(Interface.Target::managed).equals(Optional.of(YesNo.NO));
        COMMON.unsupported(unmanaged && !(source instanceof InterfaceSource.Ethernet),
                "unmanaged target dev is not supported on interfaces of type '%s'", type);
        teaming(card.teaming());
        isolation(card, type);
        COMMON.internal(card.backend().flatMap(Interface.Backend::type).isPresent()
                && !(source instanceof InterfaceSource.User),
                "The 'passt' backend can only be used with interface type='user'");
        if (source instanceof InterfaceSource.VhostUser vhostUser) {
            COMMON.internal(!card.model().map(Interface.Model::virtio).orElse(false), "Wrong or no <model> 'type' "
                    + "attribute specified with <interface type='vhostuser'/>. vhostuser requires the virtio-net* frontend");
            COMMON.unsupported(vhostUser.mode() == InterfaceSource.VhostUserMode.SERVER && vhostUser.reconnect().isPresent(),
                    "'reconnect' attribute unsupported 'server' mode for <interface type='vhostuser'>");
        }
        card.portForward().stream().flatMap(forward -> forward.range().stream()).forEach(range -> COMMON.xml(
                range.start().isEmpty() && (range.end().isPresent() || range.to().isPresent() || range.exclude().isPresent()),
                "The 'range' of a 'portForward' requires 'start' attribute if 'end', 'to', or 'exclude' is specified"));
        vlan(card);
    }

    private static void teaming(Optional<Interface.Teaming> teaming) {
        if (teaming.isEmpty()) return;
        boolean passing = teaming.get().type() == Interface.Teaming.Type.TRANSIENT;
        COMMON.unsupported(passing && teaming.get().persistent().isEmpty(),
                "teaming persistent attribute must be set if teaming type is 'transient'");
        COMMON.unsupported(!passing && teaming.get().persistent().isPresent(),
                "teaming persistent attribute not allowed if teaming type is '%s'", XmlBinding.word(teaming.get().type()));
    }

    private static void isolation(Interface card, String type) {
        if (card.port().flatMap(Interface.Port::isolated).isEmpty()) return;
        String text = "interface %s - <port isolated='yes'/> is not supported for network interfaces with ";
        boolean bridged = card.source() instanceof InterfaceSource.Network || card.source() instanceof InterfaceSource.Bridge;
        COMMON.unsupported(!bridged, text + "type='%s'", mac(card), type);
        Optional<VirtualPort.Type> port = card.virtualport().flatMap(VirtualPort::type);
        COMMON.unsupported(port.isPresent(), text + "virtualport type='%s'", mac(card), port.map(XmlBinding::word).orElse(""));
    }

    private static void vlan(Interface card) {
        if (card.vlan().filter(vlan -> !vlan.tag().isEmpty()).isEmpty()) return;
        Optional<VirtualPort.Type> port = card.virtualport().flatMap(VirtualPort::type);
        boolean takes = switch (card.source()) {
            case InterfaceSource.Network _, InterfaceSource.Hostdev _ -> true;
            case InterfaceSource.Direct direct -> direct.mode() == InterfaceSource.DirectMode.PASSTHROUGH;
            case InterfaceSource.Bridge _ -> port.equals(Optional.of(VirtualPort.Type.OPENVSWITCH));
            default -> false;
        };
        COMMON.unsupported(!takes, "interface %s - vlan tag not supported for this connection type", mac(card));
    }

    static void driver(Interface card, Setting setting) {
        String type = word(card.source());
        guestAddresses(card);
        DRIVER.unsupported(card.source() instanceof InterfaceSource.Vdpa && !setting.can(QemuFlag.NETDEV_VHOST_VDPA),
                "vDPA devices are not supported with this QEMU binary");
        boolean virtio = card.model().map(Interface.Model::virtio).orElse(false);
        DRIVER.unsupported(card.source() instanceof InterfaceSource.Vdpa && !virtio,
                "invalid model for interface of type '%s': '%s'", type, card.model().map(Interface.Model::type).orElse(""));
        card.driver().ifPresent(driver -> {
            powerOfTwo("rx_queue_size", driver.rxQueueSize());
            powerOfTwo("tx_queue_size", driver.txQueueSize());
            DRIVER.unsupported(driver.rss().isPresent() && !setting.can(QemuFlag.VIRTIO_NET_RSS),
                    "virtio rss is not supported with this QEMU binary");
            DRIVER.unsupported(driver.rssHashReport().isPresent() && !setting.can(QemuFlag.VIRTIO_NET_RSS),
                    "virtio rss hash report is not supported with this QEMU binary");
        });
        boolean taps = switch (card.source()) {
            case InterfaceSource.Network _, InterfaceSource.Bridge _, InterfaceSource.Ethernet _, InterfaceSource.VhostUser _ ->
                    true;
            default -> false;
        };
        DRIVER.unsupported(card.mtu().isPresent() && !taps, "setting MTU on interface type %s is not supported yet", type);
        boolean coalesces = switch (card.source()) {
            case InterfaceSource.Network _, InterfaceSource.Bridge _, InterfaceSource.Ethernet _, InterfaceSource.Direct _ ->
                    true;
            default -> false;
        };
        DRIVER.unsupported(card.coalesce().isPresent() && !coalesces,
                "coalesce settings on interface type %s are not supported", type);
        team(card, type);
    }

    private static void guestAddresses(Interface card) {
        boolean user = card.source() instanceof InterfaceSource.User;
        DRIVER.unsupported(user && !card.route().isEmpty(),
                "Invalid attempt to set network interface guest-side IP route, not supported by QEMU");
        DRIVER.unsupported(!user && (!card.route().isEmpty() || !card.ip().isEmpty()), "Invalid attempt to set network "
                + "interface guest-side IP route and/or address info, not supported by QEMU");
        int[] seen = {0, 0};
        for (Interface.Ip ip : card.ip()) {
            DRIVER.unsupported(ip.peer().isPresent(), "Invalid attempt to set peer IP for guest");
            boolean sixth = ip.address().contains(":");
            DRIVER.unsupported(seen[sixth ? 1 : 0]++ > 0, "Only one IPv%d address per interface is allowed", sixth ? 6 : 4);
            int prefix = ip.prefix().orElse(0);
            DRIVER.xml(!sixth && prefix > 0 && (prefix < 4 || prefix > 27), "invalid prefix, must be in range of 4-27");
            DRIVER.unsupported(sixth && prefix > 0 && prefix != 64,
                    "unsupported IPv6 address prefix='%d' - must be 64", prefix);
        }
    }

    private static void powerOfTwo(String what, Optional<Integer> value) {
        DRIVER.unsupported(value.filter(size -> Integer.bitCount(size) > 1).isPresent(), "%s has to be a power of two", what);
    }

    private static void team(Interface card, String type) {
        if (card.teaming().isEmpty()) return;
        boolean passing = card.teaming().get().type() == Interface.Teaming.Type.TRANSIENT;
        boolean virtio = card.model().map(Interface.Model::virtio).orElse(false);
        DRIVER.unsupported(!passing && !virtio,
                "virtio-net teaming persistent interface must be <model type='virtio'/>, not '%s'",
                card.model().map(Interface.Model::type).orElse(""));
        boolean hostdev = card.source() instanceof InterfaceSource.Hostdev || card.source() instanceof InterfaceSource.Network;
        DRIVER.unsupported(passing && !hostdev,
                "virtio-net teaming transient interface must be type='hostdev', not '%s'", type);
    }

    /** What a card is joined to, as its XML says it. */
    static String word(InterfaceSource source) {
        return source.getClass().getAnnotation(Is.class).value()[0];
    }

    static String mac(Interface card) {
        return card.mac().map(Interface.Mac::address).orElse("");
    }
}
