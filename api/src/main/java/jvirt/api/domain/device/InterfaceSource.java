package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.xml.Default;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.YesNo;

/** What a network card is joined to on the host, by the word in {@code type}; any kind may give the host's end addresses. */
public sealed interface InterfaceSource {
    HostIp host();

    /** QEMU's own network stack, or passt. */
    @Is("user")
    record User(Optional<String> dev, @Inline HostIp host) implements InterfaceSource {}

    /** A tap that is joined to nothing. */
    @Is("ethernet")
    record Ethernet(@Inline HostIp host) implements InterfaceSource {}

    @Is("vhostuser")
    record VhostUser(@Default("unix") String type, String path, VhostUserMode mode,
            Optional<ChardevSource.Reconnect> reconnect, @Inline HostIp host) implements InterfaceSource {}

    @Is("server")
    record Server(Optional<String> address, int port, @Inline HostIp host) implements InterfaceSource {}

    @Is("client")
    record Client(Optional<String> address, int port, @Inline HostIp host) implements InterfaceSource {}

    @Is("mcast")
    record Mcast(Optional<String> address, int port, @Inline HostIp host) implements InterfaceSource {}

    @Is("udp")
    record Udp(Optional<String> address, int port, Local local, @Inline HostIp host) implements InterfaceSource {
        public record Local(Optional<String> address, int port) {}
    }

    /** A virtual network. Once the guest runs, the port and the bridge are known. */
    @Is("network")
    record Network(String network, Optional<String> portgroup, @Live Optional<UUID> portid, @Live Optional<String> bridge,
            @Live Optional<MacTableManager> macTableManager, @Inline HostIp host) implements InterfaceSource {}

    /** A bridge of the host, or of a network that is one. */
    @Is("bridge")
    record Bridge(Optional<String> network, Optional<String> portgroup, Optional<UUID> portid, Optional<String> bridge,
            Optional<MacTableManager> macTableManager, @Inline HostIp host) implements InterfaceSource {}

    @Is("internal")
    record Internal(Optional<String> name, @Inline HostIp host) implements InterfaceSource {}

    /** A macvtap on a card of the host. */
    @Is("direct")
    record Direct(Optional<String> network, Optional<String> portgroup, Optional<UUID> portid, Optional<String> dev,
            @Default("vepa") DirectMode mode, @Inline HostIp host) implements InterfaceSource {}

    /** A card of the host, handed over. */
    @Is("hostdev")
    record Hostdev(Optional<YesNo> writeFiltering, Address address, @Inline HostIp host) implements InterfaceSource {}

    @Is("vdpa")
    record Vdpa(String dev, @Inline HostIp host) implements InterfaceSource {}

    @Is("null")
    record Null(@Inline HostIp host) implements InterfaceSource {}

    @Is("vds")
    record Vds(UUID switchid, long portid, String portgroupid, long connectionid, @Inline HostIp host)
            implements InterfaceSource {}

    enum VhostUserMode { CLIENT, SERVER }

    enum DirectMode { VEPA, PRIVATE, BRIDGE, PASSTHROUGH }

    enum MacTableManager { KERNEL, LIBVIRT }

    /** Addresses and routes of the host's end. */
    record HostIp(List<Interface.Ip> ip, List<Interface.Route> route) {
        public static final HostIp NONE = new HostIp(List.of(), List.of());
    }
}
