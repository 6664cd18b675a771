package jvirt.rpc.call;

import java.util.List;

/**
 * Procedures of libvirt's protocol: login. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface AuthCall<R> extends Call<R> {
    @Proc(66)
    record ListMethods() implements AuthCall<TypesRet> {}

    @Proc(67)
    record SaslInit() implements AuthCall<MechlistRet> {}

    @Proc(68)
    record SaslStart(String mech, int nil, @Max(65536) List<Byte> data) implements AuthCall<SaslStartRet> {}

    @Proc(69)
    record SaslStep(int nil, @Max(65536) List<Byte> data) implements AuthCall<SaslStartRet> {}

    @Proc(70)
    record Polkit() implements AuthCall<CompleteRet> {}

    record TypesRet(@Max(20) List<Integer> types) {}

    record MechlistRet(String mechlist) {}

    record SaslStartRet(int complete, int nil, @Max(65536) List<Byte> data) {}

    record CompleteRet(int complete) {}
}
