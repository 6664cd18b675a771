package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.NETWORK_PORT_CREATE;
import static jvirt.rpc.call.Permission.NETWORK_PORT_DELETE;
import static jvirt.rpc.call.Permission.NETWORK_PORT_GETATTR;
import static jvirt.rpc.call.Permission.NETWORK_PORT_READ;
import static jvirt.rpc.call.Permission.NETWORK_PORT_WRITE;

import java.util.List;
import java.util.UUID;

/**
 * Procedures of libvirt's protocol: networks' ports. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NetworkPortCall<R> extends Call<R> {
    @Proc(405) @Needs(NETWORK_PORT_GETATTR)
    record LookupByUuid(WireNetwork network, UUID uuid) implements NetworkPortCall<PortRet> {}

    @Proc(406) @Needs(NETWORK_PORT_CREATE)
    record CreateXml(WireNetwork network, String xml, int flags) implements NetworkPortCall<PortRet> {}

    @Proc(407) @Needs(NETWORK_PORT_READ)
    record GetParameters(WireNetworkPort port, @Count int nparams, int flags) implements NetworkPortCall<ParamsRet> {}

    @Proc(408) @Needs(NETWORK_PORT_WRITE)
    record SetParameters(WireNetworkPort port, @Max(16) List<TypedParam> params,
            int flags) implements NetworkPortCall<Nothing> {}

    @Proc(409) @Needs(NETWORK_PORT_READ)
    record GetXmlDesc(WireNetworkPort port, int flags) implements NetworkPortCall<XmlRet> {}

    @Proc(410) @Needs(NETWORK_PORT_DELETE)
    record Delete(WireNetworkPort port, int flags) implements NetworkPortCall<Nothing> {}

    record PortRet(WireNetworkPort port) {}

    record ParamsRet(@Max(16) List<TypedParam> params, int nparams) {}

    record XmlRet(String xml) {}
}
