package jvirt.daemon.admin;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_CLIENT;
import static jvirt.api.ErrorCode.NO_SERVER;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.ADMIN;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.daemon.Version;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.log.Log;
import jvirt.rpc.call.AdminCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireAdminClient;
import jvirt.rpc.call.WireAdminServer;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.Client;
import jvirt.rpc.server.Identity;
import jvirt.rpc.server.Server;
import jvirt.rpc.server.Workers;

/** Shows and changes the daemon's servers, their clients and bounds, and the log. */
public final class AdminCalls {
    /** Stock libvirtd's names of its servers: scripts have them. */
    public static final String SERVER = "libvirtd";
    public static final String ADMIN_SERVER = "admin";

    private static final String MIN_WORKERS = "minWorkers";
    private static final String MAX_WORKERS = "maxWorkers";
    private static final String PRIORITY_WORKERS = "prioWorkers";
    private static final String MOST_CLIENTS = "nclients_max";
    private static final String MOST_UNKNOWN = "nclients_unauth_max";

    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final Log log;
    private final IdleTimeout timeout;

    public AdminCalls(Server server, Server admin, Log log, IdleTimeout timeout) {
        servers.put(SERVER, server);
        servers.put(ADMIN_SERVER, admin);
        this.log = log;
        this.timeout = timeout;
    }

    public void register(Calls calls) {
        calls.quick(AdminCall.ConnectOpen.class, (_, call) -> done(call.flags(), "adminDispatchConnectOpen", () -> {}));
        calls.quick(AdminCall.ConnectClose.class, (caller, _) -> {
            caller.close();
            return NOTHING;
        });
        calls.quick(AdminCall.ConnectGetLibVersion.class, (_, _) -> new AdminCall.LibVerRet(Version.LIBVIRT));
        calls.quick(AdminCall.ConnectListServers.class, (_, call) -> {
            check(call.flags(), "adminConnectListServers");
            List<WireAdminServer> all = servers.keySet().stream().map(WireAdminServer::new).toList();
            return new AdminCall.ServersRet(call.needResults() == 0 ? List.of() : all, all.size());
        });
        calls.quick(AdminCall.ConnectLookupServer.class, (_, call) -> {
            server(new WireAdminServer(call.name()));
            return new AdminCall.SrvRet(new WireAdminServer(call.name()));
        });
        registerClients(calls);
        registerBounds(calls);
        registerLog(calls);
        calls.quick(AdminCall.ConnectSetDaemonTimeout.class, (_, call) ->
                done(call.flags(), "adminConnectSetDaemonTimeout", () -> timeout.set(call.timeout())));
        calls.on(AdminCall.ServerUpdateTlsFiles.class, (_, call) -> updateTls(call));
    }

    private static Nothing done(int flags, String function, Runnable action) {
        check(flags, function);
        action.run();
        return NOTHING;
    }

    private static void check(int flags, String function) {
        Flags.check(ADMIN, flags, 0, function);
    }

    private Server server(WireAdminServer wire) {
        Server server = servers.get(wire.name());
        if (server == null) throw ADMIN.error(NO_SERVER, "No server named '%s'", wire.name());
        return server;
    }

    private void registerClients(Calls calls) {
        calls.quick(AdminCall.ServerListClients.class, (_, call) -> {
            check(call.flags(), "adminServerListClients");
            List<WireAdminClient> all = server(call.srv()).everyClient().stream().map(client -> wire(call.srv(), client)).toList();
            return new AdminCall.ClientsRet(call.needResults() == 0 ? List.of() : all, all.size());
        });
        calls.quick(AdminCall.ServerLookupClient.class, (_, call) -> {
            check(call.flags(), "adminServerLookupClient");
            return new AdminCall.ClntRet(wire(call.srv(), client(call.srv(), call.id())));
        });
        calls.quick(AdminCall.ClientGetInfo.class, (_, call) -> {
            check(call.flags(), "adminClientGetInfo");
            return new AdminCall.InfoRet(info(client(call.clnt().srv(), call.clnt().id())));
        });
        calls.quick(AdminCall.ClientClose.class, (_, call) -> {
            check(call.flags(), "adminClientClose");
            client(call.clnt().srv(), call.clnt().id()).close();
            return NOTHING;
        });
    }

    private Client client(WireAdminServer server, long number) {
        return server(server).everyClient().stream().filter(client -> client.number() == number).findFirst()
                .orElseThrow(() -> ADMIN.error(NO_CLIENT, "No client with matching ID '%s'", Long.toUnsignedString(number)));
    }

    private static WireAdminClient wire(WireAdminServer server, Client client) {
        return new WireAdminClient(server, client.number(), client.since().getEpochSecond(), client.transport().ordinal());
    }

    private static List<TypedParam> info(Client client) {
        Identity who = client.identity();
        List<TypedParam> info = new ArrayList<>(List.of(TypedParam.of("readonly", client.looksOnly())));
        if (!who.login().isEmpty()) info.add(TypedParam.of("sasl_user_name", who.login()));
        if (client.transport() != Client.Transport.UNIX) {
            info.add(TypedParam.of("sock_addr", client.address()));
            if (!who.certificate().isEmpty()) info.add(TypedParam.of("tls_x509_dname", who.certificate()));
            return info;
        }
        who.peer().ifPresent(peer -> info.add(TypedParam.ofInt("unix_user_id", peer.user())));
        info.add(TypedParam.of("unix_user_name", who.user()));
        who.peer().ifPresent(peer -> info.add(TypedParam.ofInt("unix_group_id", peer.group())));
        info.add(TypedParam.of("unix_group_name", who.group()));
        who.peer().ifPresent(peer -> info.add(TypedParam.ofInt("unix_process_id", peer.process())));
        return info;
    }

    private void registerBounds(Calls calls) {
        calls.quick(AdminCall.ServerGetThreadpoolParameters.class, (_, call) -> {
            check(call.flags(), "adminServerGetThreadPoolParameters");
            Workers.Figures figures = server(call.srv()).workers().figures();
            return new AdminCall.ParamsRet(List.of(TypedParam.ofUint(MIN_WORKERS, figures.least()),
                    TypedParam.ofUint(MAX_WORKERS, figures.most()),
                    TypedParam.ofUint("nWorkers", Math.max(figures.running(), figures.least())),
                    TypedParam.ofUint("freeWorkers", Math.max(0, figures.least() - figures.running())),
                    TypedParam.ofUint(PRIORITY_WORKERS, 0), TypedParam.ofUint("jobQueueDepth", figures.waiting())));
        });
        calls.quick(AdminCall.ServerSetThreadpoolParameters.class, (_, call) -> {
            check(call.flags(), "adminServerSetThreadPoolParameters");
            known(call.params(), Set.of(MIN_WORKERS, MAX_WORKERS, PRIORITY_WORKERS));
            setWorkers(server(call.srv()).workers(), call.params());
            return NOTHING;
        });
        calls.quick(AdminCall.ServerGetClientLimits.class, (_, call) -> {
            check(call.flags(), "adminServerGetClientLimits");
            Server server = server(call.srv());
            return new AdminCall.ParamsRet(List.of(TypedParam.ofUint(MOST_CLIENTS, server.most().clients()),
                    TypedParam.ofUint("nclients", server.clients()), TypedParam.ofUint(MOST_UNKNOWN, server.most().unknown()),
                    TypedParam.ofUint("nclients_unauth", server.unknownClients())));
        });
        calls.quick(AdminCall.ServerSetClientLimits.class, (_, call) -> {
            check(call.flags(), "adminServerSetClientLimits");
            known(call.params(), Set.of(MOST_CLIENTS, MOST_UNKNOWN));
            setClients(server(call.srv()), call.params());
            return NOTHING;
        });
    }

    private static void setWorkers(Workers workers, List<TypedParam> params) {
        Workers.Figures now = workers.figures();
        int least = number(params, MIN_WORKERS).orElse(now.least());
        int most = number(params, MAX_WORKERS).orElse(now.most());
        if (Integer.compareUnsigned(least, most) > 0) throw ADMIN.error(INVALID_ARG, "minWorkers cannot be larger than maxWorkers");
        if (most == 0) {
            throw ADMIN.error(INVALID_ARG, "maxWorkers must not be switched from zero to non-zero and vice versa");
        }
        if (number(params, PRIORITY_WORKERS).orElse(0) != 0) {
            // quick calls never wait for a worker: what priority workers are for
            throw ADMIN.error(OPERATION_UNSUPPORTED, "there are no priority workers: a call that only looks needs no worker");
        }
        workers.set(least, most < 0 ? Integer.MAX_VALUE : most);
    }

    private static void setClients(Server server, List<TypedParam> params) {
        int clients = number(params, MOST_CLIENTS).orElse(server.most().clients());
        int unknown = number(params, MOST_UNKNOWN).orElse(server.most().unknown());
        if (Integer.compareUnsigned(clients, unknown) < 0) {
            throw ADMIN.error(INVALID_ARG, "The overall maximum number of clients waiting for authentication must not be less than"
                    + " the overall maximum number of clients");
        }
        server.setMost(new Server.Most(clients < 0 ? Integer.MAX_VALUE : clients, unknown < 0 ? Integer.MAX_VALUE : unknown));
    }

    /** Names that are none and values of another type are refused, as is a name that comes twice. */
    private static void known(List<TypedParam> params, Set<String> names) {
        List<String> seen = new ArrayList<>();
        for (TypedParam param : params) {
            if (!names.contains(param.field())) throw ADMIN.error(INVALID_ARG, "parameter '%s' not supported", param.field());
            if (!(param.value() instanceof TypedParam.Value.Uint)) {
                throw ADMIN.error(INVALID_ARG, "invalid type '%s' for parameter '%s', expected 'uint'",
                        word(param.value()), param.field());
            }
            if (seen.contains(param.field())) throw ADMIN.error(INVALID_ARG, "parameter '%s' occurs multiple times", param.field());
            seen.add(param.field());
        }
    }

    private static String word(TypedParam.Value value) {
        return switch (value) {
            case TypedParam.Value.Int _ -> "int";
            case TypedParam.Value.Uint _ -> "uint";
            case TypedParam.Value.Llong _ -> "llong";
            case TypedParam.Value.Ullong _ -> "ullong";
            case TypedParam.Value.Real _ -> "double";
            case TypedParam.Value.Bool _ -> "boolean";
            case TypedParam.Value.Text _ -> "string";
        };
    }

    private static Optional<Integer> number(List<TypedParam> params, String name) {
        return TypedParam.find(params, name).map(value -> ((TypedParam.Value.Uint) value).value());
    }

    private void registerLog(Calls calls) {
        calls.quick(AdminCall.ConnectGetLoggingOutputs.class, (_, call) -> {
            check(call.flags(), "adminConnectGetLoggingOutputs");
            return new AdminCall.OutputsRet(log.outputs(), log.outputCount());
        });
        calls.quick(AdminCall.ConnectGetLoggingFilters.class, (_, call) -> {
            check(call.flags(), "adminConnectGetLoggingFilters");
            int count = log.filterCount();
            return new AdminCall.FiltersRet(count == 0 ? Optional.empty() : Optional.of(log.filters()), count);
        });
        calls.on(AdminCall.ConnectSetLoggingOutputs.class, (_, call) ->
                done(call.flags(), "adminConnectSetLoggingOutputs", () -> log.setOutputs(call.outputs().orElse(""))));
        calls.on(AdminCall.ConnectSetLoggingFilters.class, (_, call) ->
                done(call.flags(), "adminConnectSetLoggingFilters", () -> log.setFilters(call.filters().orElse(""))));
    }

    private Nothing updateTls(AdminCall.ServerUpdateTlsFiles call) {
        check(call.flags(), "adminServerUpdateTlsFiles");
        try {
            if (!server(call.srv()).renewCertificates()) {
                throw ADMIN.error(INTERNAL_ERROR, "no tls service found, unable to update tls files");
            }
            return NOTHING;
        } catch (IOException e) {
            throw ADMIN.error(INTERNAL_ERROR, e, "%s", e.getMessage());
        }
    }
}
