package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.NETWORK_DELETE;
import static jvirt.rpc.call.Permission.NETWORK_GETATTR;
import static jvirt.rpc.call.Permission.NETWORK_READ;
import static jvirt.rpc.call.Permission.NETWORK_SAVE;
import static jvirt.rpc.call.Permission.NETWORK_SEARCH_PORTS;
import static jvirt.rpc.call.Permission.NETWORK_START;
import static jvirt.rpc.call.Permission.NETWORK_STOP;
import static jvirt.rpc.call.Permission.NETWORK_WRITE;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Procedures of libvirt's protocol: virtual networks. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NetworkCall<R> extends Call<R> {
    @Proc(39) @Needs(NETWORK_START)
    record Create(WireNetwork net) implements NetworkCall<Nothing> {}

    @Proc(40) @Needs({NETWORK_WRITE, NETWORK_START})
    record CreateXml(String xml) implements NetworkCall<NetRet> {}

    @Proc(41) @Needs({NETWORK_WRITE, NETWORK_SAVE})
    record DefineXml(String xml) implements NetworkCall<NetRet> {}

    @Proc(42) @Needs(NETWORK_STOP)
    record Destroy(WireNetwork net) implements NetworkCall<Nothing> {}

    @Proc(43) @Needs(NETWORK_READ)
    record GetXmlDesc(WireNetwork net, int flags) implements NetworkCall<XmlRet> {}

    @Proc(44) @Needs(NETWORK_READ)
    record GetAutostart(WireNetwork net) implements NetworkCall<AutostartRet> {}

    @Proc(45) @Needs(NETWORK_READ)
    record GetBridgeName(WireNetwork net) implements NetworkCall<NameRet> {}

    @Proc(46) @Needs(NETWORK_GETATTR)
    record LookupByName(String name) implements NetworkCall<NetRet> {}

    @Proc(47) @Needs(NETWORK_GETATTR)
    record LookupByUuid(UUID uuid) implements NetworkCall<NetRet> {}

    @Proc(48) @Needs(NETWORK_WRITE)
    record SetAutostart(WireNetwork net, int autostart) implements NetworkCall<Nothing> {}

    @Proc(49) @Needs(NETWORK_DELETE)
    record Undefine(WireNetwork net) implements NetworkCall<Nothing> {}

    @Proc(152) @Needs(NETWORK_READ)
    record IsActive(WireNetwork net) implements NetworkCall<ActiveRet> {}

    @Proc(153) @Needs(NETWORK_READ)
    record IsPersistent(WireNetwork net) implements NetworkCall<PersistentRet> {}

    @Proc(291) @Needs(NETWORK_WRITE)
    @NeedsIf(permission = NETWORK_SAVE, noneOf = 0x3)
    @NeedsIf(permission = NETWORK_SAVE, anyOf = 0x2)
    record Update(WireNetwork net, int command, int section, int parentIndex, String xml,
            int flags) implements NetworkCall<Nothing> {}

    @Proc(341) @Needs(NETWORK_READ)
    record GetDhcpLeases(WireNetwork net, Optional<String> mac, int needResults,
            int flags) implements NetworkCall<LeasesRet> {}

    @Proc(404) @Needs(NETWORK_SEARCH_PORTS)
    record ListAllPorts(WireNetwork network, int needResults, int flags) implements NetworkCall<PortsRet> {}

    @Proc(432) @Needs({NETWORK_WRITE, NETWORK_SAVE})
    record DefineXmlFlags(String xml, int flags) implements NetworkCall<NetRet> {}

    @Proc(437) @Needs({NETWORK_WRITE, NETWORK_START})
    record CreateXmlFlags(String xml, int flags) implements NetworkCall<NetRet> {}

    /** From here on: procedures of libvirt after 9.0.0. */
    @Proc(444) @Needs(NETWORK_WRITE)
    @NeedsIf(permission = NETWORK_SAVE, noneOf = 0x3)
    @NeedsIf(permission = NETWORK_SAVE, anyOf = 0x2)
    record SetMetadata(WireNetwork network, int type, Optional<String> metadata, Optional<String> key, Optional<String> uri,
            int flags) implements NetworkCall<Nothing> {}

    @Proc(445) @Needs(NETWORK_READ)
    record GetMetadata(WireNetwork network, int type, Optional<String> uri, int flags) implements NetworkCall<MetadataRet> {}

    record NetRet(WireNetwork net) {}

    record XmlRet(String xml) {}

    record AutostartRet(int autostart) {}

    record NameRet(String name) {}

    record ActiveRet(int active) {}

    record PersistentRet(int persistent) {}

    record LeasesRet(@Max(65536) List<WireNetworkDhcpLease> leases, int count) {}

    record PortsRet(@Max(16384) List<WireNetworkPort> ports, int count) {}

    record MetadataRet(String metadata) {}
}
