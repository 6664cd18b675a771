package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.CONNECT_SEARCH_DOMAINS;
import static jvirt.rpc.call.Permission.CONNECT_WRITE;
import static jvirt.rpc.call.Permission.DOMAIN_START;
import static jvirt.rpc.call.Permission.DOMAIN_WRITE;

import java.util.Optional;

/**
 * Procedures of libvirt's protocol: the QEMU driver's own program (0x20008087). Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/qemu_protocol.x}.
 */
@InProgram(Program.QEMU)
public sealed interface QemuCall<R> extends Call<R> {
    @Proc(1) @Needs(DOMAIN_WRITE)
    record DomainMonitorCommand(WireDomain dom, String cmd, int flags) implements QemuCall<ResultRet> {}

    @Proc(2) @Needs({DOMAIN_START, DOMAIN_WRITE})
    record DomainAttach(int pidValue, int flags) implements QemuCall<DomRet> {}

    @Proc(3) @Needs(DOMAIN_WRITE)
    record DomainAgentCommand(WireDomain dom, String cmd, int timeout,
            int flags) implements QemuCall<DomainAgentCommandRet> {}

    @Proc(4) @Needs({CONNECT_SEARCH_DOMAINS, CONNECT_WRITE})
    record ConnectDomainMonitorEventRegister(Optional<WireDomain> dom, Optional<String> event,
            int flags) implements QemuCall<CallbackIDRet> {}

    @Proc(5) @Needs(CONNECT_WRITE)
    record ConnectDomainMonitorEventDeregister(int callbackID) implements QemuCall<Nothing> {}

    @Proc(7) @Needs(DOMAIN_WRITE)
    record DomainMonitorCommandWithFiles(WireDomain dom, String cmd, int flags) implements QemuCall<ResultRet> {}

    record ResultRet(String result) {}

    record DomRet(WireDomain dom) {}

    record DomainAgentCommandRet(Optional<String> result) {}

    record CallbackIDRet(int callbackID) {}
}
