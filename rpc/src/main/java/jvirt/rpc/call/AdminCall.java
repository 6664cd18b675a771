package jvirt.rpc.call;

import java.util.List;
import java.util.Optional;

/**
 * The daemon's own administration (0x06900690), on a socket of its own. Numbers, order and limits as in libvirt 9.0.0, {@code
 * src/admin/admin_protocol.x}.
 */
@InProgram(Program.ADMIN)
public sealed interface AdminCall<R> extends Call<R> {
    @Proc(1)
    record ConnectOpen(int flags) implements AdminCall<Nothing> {}

    @Proc(2)
    record ConnectClose() implements AdminCall<Nothing> {}

    @Proc(3)
    record ConnectGetLibVersion() implements AdminCall<LibVerRet> {}

    @Proc(4)
    record ConnectListServers(int needResults, int flags) implements AdminCall<ServersRet> {}

    @Proc(5)
    record ConnectLookupServer(String name, int flags) implements AdminCall<SrvRet> {}

    @Proc(6)
    record ServerGetThreadpoolParameters(WireAdminServer srv, int flags) implements AdminCall<ParamsRet> {}

    @Proc(7)
    record ServerSetThreadpoolParameters(WireAdminServer srv, @Max(32) List<TypedParam> params,
            int flags) implements AdminCall<Nothing> {}

    @Proc(8)
    record ServerListClients(WireAdminServer srv, int needResults, int flags) implements AdminCall<ClientsRet> {}

    @Proc(9)
    record ServerLookupClient(WireAdminServer srv, long id, int flags) implements AdminCall<ClntRet> {}

    @Proc(10)
    record ClientGetInfo(WireAdminClient clnt, int flags) implements AdminCall<InfoRet> {}

    @Proc(11)
    record ClientClose(WireAdminClient clnt, int flags) implements AdminCall<Nothing> {}

    @Proc(12)
    record ServerGetClientLimits(WireAdminServer srv, int flags) implements AdminCall<ParamsRet> {}

    @Proc(13)
    record ServerSetClientLimits(WireAdminServer srv, @Max(32) List<TypedParam> params,
            int flags) implements AdminCall<Nothing> {}

    @Proc(14)
    record ConnectGetLoggingOutputs(int flags) implements AdminCall<OutputsRet> {}

    @Proc(15)
    record ConnectGetLoggingFilters(int flags) implements AdminCall<FiltersRet> {}

    @Proc(16)
    record ConnectSetLoggingOutputs(Optional<String> outputs, int flags) implements AdminCall<Nothing> {}

    @Proc(17)
    record ConnectSetLoggingFilters(Optional<String> filters, int flags) implements AdminCall<Nothing> {}

    @Proc(18)
    record ServerUpdateTlsFiles(WireAdminServer srv, int flags) implements AdminCall<Nothing> {}

    @Proc(19)
    record ConnectSetDaemonTimeout(int timeout, int flags) implements AdminCall<Nothing> {}

    record LibVerRet(long libVer) {}

    record ServersRet(@Max(16384) List<WireAdminServer> servers, int ret) {}

    record SrvRet(WireAdminServer srv) {}

    record ParamsRet(@Max(32) List<TypedParam> params) {}

    record ClientsRet(@Max(16384) List<WireAdminClient> clients, int ret) {}

    record ClntRet(WireAdminClient clnt) {}

    record InfoRet(@Max(64) List<TypedParam> params) {}

    record OutputsRet(String outputs, int noutputs) {}

    record FiltersRet(Optional<String> filters, int nfilters) {}
}
