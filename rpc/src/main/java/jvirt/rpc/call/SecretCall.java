package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.SECRET_DELETE;
import static jvirt.rpc.call.Permission.SECRET_GETATTR;
import static jvirt.rpc.call.Permission.SECRET_READ;
import static jvirt.rpc.call.Permission.SECRET_READ_SECURE;
import static jvirt.rpc.call.Permission.SECRET_SAVE;
import static jvirt.rpc.call.Permission.SECRET_WRITE;

import java.util.UUID;

/**
 * Procedures of libvirt's protocol: secrets. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface SecretCall<R> extends Call<R> {
    @Proc(141) @Needs(SECRET_GETATTR)
    record LookupByUuid(UUID uuid) implements SecretCall<SecretRet> {}

    @Proc(142) @Needs({SECRET_WRITE, SECRET_SAVE})
    record DefineXml(String xml, int flags) implements SecretCall<SecretRet> {}

    @Proc(143) @Needs(SECRET_READ)
    record GetXmlDesc(WireSecret secret, int flags) implements SecretCall<XmlRet> {}

    @Proc(144) @Needs(SECRET_WRITE)
    record SetValue(WireSecret secret, @Max(65536) Opaque value, int flags) implements SecretCall<Nothing> {}

    @Proc(145) @Needs(SECRET_READ_SECURE)
    record GetValue(WireSecret secret, int flags) implements SecretCall<ValueRet> {}

    @Proc(146) @Needs(SECRET_DELETE)
    record Undefine(WireSecret secret) implements SecretCall<Nothing> {}

    @Proc(147) @Needs(SECRET_GETATTR)
    record LookupByUsage(int usageType, String usageID) implements SecretCall<SecretRet> {}

    record SecretRet(WireSecret secret) {}

    record XmlRet(String xml) {}

    record ValueRet(@Max(65536) Opaque value) {}
}
