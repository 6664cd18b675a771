package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.rpc.call.NetworkCall;
import jvirt.rpc.call.NetworkPortCall;
import jvirt.rpc.call.WireNetwork;
import jvirt.rpc.call.WireNetworkDhcpLease;
import jvirt.rpc.call.WireNetworkPort;

/** A virtual network. */
public final class Network {
    private final Connection connection;
    private final WireNetwork wire;

    Network(Connection connection, WireNetwork wire) {
        this.connection = connection;
        this.wire = wire;
    }

    /** The network as calls name it. */
    public WireNetwork wire() {
        return wire;
    }

    public String name() {
        return wire.name();
    }

    public UUID uuid() {
        return wire.uuid();
    }

    @Override public String toString() {
        return wire.name();
    }

    public boolean active() {
        return connection.call(new NetworkCall.IsActive(wire)).active() == 1;
    }

    public boolean persistent() {
        return connection.call(new NetworkCall.IsPersistent(wire)).persistent() == 1;
    }

    public boolean autostart() {
        return connection.call(new NetworkCall.GetAutostart(wire)).autostart() != 0;
    }

    public void autostart(boolean on) {
        connection.call(new NetworkCall.SetAutostart(wire, on ? 1 : 0));
    }

    public String bridge() {
        return connection.call(new NetworkCall.GetBridgeName(wire)).name();
    }

    public String xml(int flags) {
        return connection.call(new NetworkCall.GetXmlDesc(wire, flags)).xml();
    }

    /** What is noted with it: {@code virNetworkMetadataType}. */
    public String metadata(int type, Optional<String> uri, int flags) {
        return connection.call(new NetworkCall.GetMetadata(wire, type, uri, flags)).metadata();
    }

    public void setMetadata(int type, Optional<String> text, Optional<String> key, Optional<String> uri, int flags) {
        connection.call(new NetworkCall.SetMetadata(wire, type, text, key, uri, flags));
    }

    public void start() {
        connection.call(new NetworkCall.Create(wire));
    }

    public void destroy() {
        connection.call(new NetworkCall.Destroy(wire));
    }

    public void undefine() {
        connection.call(new NetworkCall.Undefine(wire));
    }

    /** Changes one part of it: {@code virNetworkUpdateCommand}, {@code virNetworkUpdateSection}. */
    public void update(int command, int section, int parent, String xml, int flags) {
        connection.call(new NetworkCall.Update(wire, command, section, parent, xml, flags));
    }

    /** The addresses that it has given out. */
    public List<WireNetworkDhcpLease> leases(Optional<String> mac) {
        return connection.call(new NetworkCall.GetDhcpLeases(wire, mac, 1, 0)).leases();
    }

    /** What is plugged into it. */
    public List<Port> ports() {
        List<Port> all = new ArrayList<>();
        for (WireNetworkPort one : connection.call(new NetworkCall.ListAllPorts(wire, 1, 0)).ports()) all.add(new Port(one));
        return all;
    }

    public Port port(UUID uuid) {
        return new Port(connection.call(new NetworkPortCall.LookupByUuid(wire, uuid)).port());
    }

    public Port createPort(String xml, int flags) {
        return new Port(connection.call(new NetworkPortCall.CreateXml(wire, xml, flags)).port());
    }

    /** Where something is plugged into the network. */
    public final class Port {
        private final WireNetworkPort port;

        private Port(WireNetworkPort port) {
            this.port = port;
        }

        public UUID uuid() {
            return port.uuid();
        }

        public String xml() {
            return connection.call(new NetworkPortCall.GetXmlDesc(port, 0)).xml();
        }

        public void delete() {
            connection.call(new NetworkPortCall.Delete(port, 0));
        }
    }
}
