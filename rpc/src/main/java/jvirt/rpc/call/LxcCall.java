package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.DOMAIN_WRITE;

/** The program of libvirt's container driver (0x20008088): its daemon serves it whatever drivers it has. */
@InProgram(Program.LXC)
public sealed interface LxcCall<R> extends Call<R> {
    @Proc(1) @Needs(DOMAIN_WRITE)
    record DomainOpenNamespace(WireDomain dom, int flags) implements LxcCall<Nothing> {}
}
