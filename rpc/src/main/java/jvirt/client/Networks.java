package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NetworkCall;
import jvirt.rpc.call.WireNetwork;

/** The virtual networks of a host. */
public final class Networks {
    private final Connection connection;

    Networks(Connection connection) {
        this.connection = connection;
    }

    private Network of(WireNetwork wire) {
        return new Network(connection, wire);
    }

    public Network named(String name) {
        return of(connection.call(new NetworkCall.LookupByName(name)).net());
    }

    public Network withUuid(UUID uuid) {
        return of(connection.call(new NetworkCall.LookupByUuid(uuid)).net());
    }

    /** Those that pass {@code filter}, {@code VIR_CONNECT_LIST_NETWORKS_*}. */
    public List<Network> list(int filter) {
        List<Network> all = new ArrayList<>();
        for (WireNetwork wire : connection.call(new ConnectCall.ListAllNetworks(1, filter)).nets()) all.add(of(wire));
        return all;
    }

    public Network define(String xml, int flags) {
        return of(flags == 0 ? connection.call(new NetworkCall.DefineXml(xml)).net()
                : connection.call(new NetworkCall.DefineXmlFlags(xml, flags)).net());
    }

    /** Starts one that is not defined. */
    public Network create(String xml, int flags) {
        return of(flags == 0 ? connection.call(new NetworkCall.CreateXml(xml)).net()
                : connection.call(new NetworkCall.CreateXmlFlags(xml, flags)).net());
    }
}
