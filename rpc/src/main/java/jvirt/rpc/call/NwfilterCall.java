package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.NWFILTER_BINDING_CREATE;
import static jvirt.rpc.call.Permission.NWFILTER_BINDING_DELETE;
import static jvirt.rpc.call.Permission.NWFILTER_BINDING_GETATTR;
import static jvirt.rpc.call.Permission.NWFILTER_BINDING_READ;
import static jvirt.rpc.call.Permission.NWFILTER_DELETE;
import static jvirt.rpc.call.Permission.NWFILTER_GETATTR;
import static jvirt.rpc.call.Permission.NWFILTER_READ;
import static jvirt.rpc.call.Permission.NWFILTER_SAVE;
import static jvirt.rpc.call.Permission.NWFILTER_WRITE;

import java.util.UUID;

/**
 * Procedures of libvirt's protocol: network filters and their bindings. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NwfilterCall<R> extends Call<R> {
    @Proc(175) @Needs(NWFILTER_GETATTR)
    record LookupByName(String name) implements NwfilterCall<NwfilterRet> {}

    @Proc(176) @Needs(NWFILTER_GETATTR)
    record LookupByUuid(UUID uuid) implements NwfilterCall<NwfilterRet> {}

    @Proc(177) @Needs(NWFILTER_READ)
    record GetXmlDesc(WireNwfilter nwfilter, int flags) implements NwfilterCall<XmlRet> {}

    @Proc(180) @Needs({NWFILTER_WRITE, NWFILTER_SAVE})
    record DefineXml(String xml) implements NwfilterCall<NwfilterRet> {}

    @Proc(181) @Needs(NWFILTER_DELETE)
    record Undefine(WireNwfilter nwfilter) implements NwfilterCall<Nothing> {}

    @Proc(397) @Needs(NWFILTER_BINDING_GETATTR)
    record BindingLookupByPortDev(String name) implements NwfilterCall<BindingLookupByPortDevRet> {}

    @Proc(398) @Needs(NWFILTER_BINDING_READ)
    record BindingGetXmlDesc(WireNwfilterBinding nwfilter, int flags) implements NwfilterCall<XmlRet> {}

    @Proc(399) @Needs(NWFILTER_BINDING_CREATE)
    record BindingCreateXml(String xml, int flags) implements NwfilterCall<BindingLookupByPortDevRet> {}

    @Proc(400) @Needs(NWFILTER_BINDING_DELETE)
    record BindingDelete(WireNwfilterBinding nwfilter) implements NwfilterCall<Nothing> {}

    @Proc(431) @Needs({NWFILTER_WRITE, NWFILTER_SAVE})
    record DefineXmlFlags(String xml, int flags) implements NwfilterCall<NwfilterRet> {}

    record NwfilterRet(WireNwfilter nwfilter) {}

    record XmlRet(String xml) {}

    record BindingLookupByPortDevRet(WireNwfilterBinding nwfilter) {}
}
