package jvirt.daemon.network;

import static jvirt.api.ErrorCode.INVALID_MAC;
import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.daemon.connect.Flags.chosen;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkUpdate;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.network.Lease;
import jvirt.network.NetworkEvents.Happening;
import jvirt.network.NetworkEvents.Lifecycle;
import jvirt.network.NetworkEvents.MetadataChange;
import jvirt.network.NetworkNotes;
import jvirt.network.Networks;
import jvirt.network.VirtualNetwork;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NetworkCall;
import jvirt.rpc.call.NetworkEvent;
import jvirt.rpc.call.WireNetwork;
import jvirt.rpc.call.WireNetworkDhcpLease;
import jvirt.rpc.server.Calls;

/** Answers the procedures on networks, and tells of what happens to them. */
public final class NetworkCalls {
    /** {@code virConnectListAllNetworksFlags}. */
    private static final int INACTIVE = 1;
    private static final int ACTIVE = 1 << 1;
    private static final int PERSISTENT = 1 << 2;
    private static final int TRANSIENT = 1 << 3;
    private static final int AUTOSTART = 1 << 4;
    private static final int NO_AUTOSTART = 1 << 5;
    private static final int ALL_FILTERS = 0x3f;
    /** {@code VIR_NETWORK_DEFINE_VALIDATE}, {@code VIR_NETWORK_CREATE_VALIDATE}. */
    private static final int VALIDATE = 1;
    private static final int XML_INACTIVE = 1;
    /** {@code virNetworkUpdateFlags}. */
    private static final int AFFECT_LIVE = 1;
    private static final int AFFECT_CONFIG = 1 << 1;
    /** {@code virNetworkEventID}. */
    private static final int LIFECYCLE = 0;
    private static final int METADATA_CHANGE = 1;
    /** {@code virIPAddrType}. */
    private static final int IPV4 = 0;
    private static final int IPV6 = 1;

    private final Networks networks;

    public NetworkCalls(Networks networks) {
        this.networks = networks;
    }

    /** Publishes what happens to networks. */
    public static void publish(Subscriptions subscriptions, String name, UUID uuid, Happening happening) {
        WireNetwork network = new WireNetwork(name, uuid);
        switch (happening) {
            case Lifecycle what -> subscriptions.publish(Topic.NETWORK, LIFECYCLE, uuid,
                    id -> new NetworkEvent.Lifecycle(id, network, what.ordinal(), 0));
            case MetadataChange(var kind, var uri) -> subscriptions.publish(Topic.NETWORK, METADATA_CHANGE, uuid,
                    id -> new NetworkEvent.CallbackMetadataChange(id, network, kind.ordinal(), uri));
        }
    }

    public void register(Calls calls) {
        registerLists(calls);
        registerLooks(calls);
        calls.on(NetworkCall.DefineXml.class, (_, call) -> ret(networks.define(call.xml())));
        calls.on(NetworkCall.DefineXmlFlags.class, (_, call) -> {
            check(call.flags(), VALIDATE, "networkDefineXMLFlags");
            validate(call.flags(), call.xml());
            return ret(networks.define(call.xml()));
        });
        calls.on(NetworkCall.CreateXml.class, (_, call) -> ret(networks.create(call.xml())));
        calls.on(NetworkCall.CreateXmlFlags.class, (_, call) -> {
            check(call.flags(), VALIDATE, "networkCreateXMLFlags");
            validate(call.flags(), call.xml());
            return ret(networks.create(call.xml()));
        });
        calls.on(NetworkCall.Create.class, (_, call) -> {
            networks.start(of(call.net()));
            return NOTHING;
        });
        calls.on(NetworkCall.Destroy.class, (_, call) -> {
            networks.stop(of(call.net()));
            return NOTHING;
        });
        calls.on(NetworkCall.Undefine.class, (_, call) -> {
            networks.undefine(of(call.net()));
            return NOTHING;
        });
        calls.on(NetworkCall.SetAutostart.class, (_, call) -> {
            of(call.net()).setAutostart(call.autostart() != 0);
            return NOTHING;
        });
        calls.on(NetworkCall.Update.class, (_, call) -> {
            check(call.flags(), AFFECT_LIVE | AFFECT_CONFIG, "networkUpdate");
            of(call.net()).update(NetworkUpdate.of(call.command(), call.section(), call.parentIndex(), call.xml()),
                    has(call.flags(), AFFECT_LIVE), has(call.flags(), AFFECT_CONFIG));
            return NOTHING;
        });
        calls.on(NetworkCall.SetMetadata.class, (_, call) -> {
            check(call.flags(), AFFECT_LIVE | AFFECT_CONFIG, "networkSetMetadata");
            networks.note(of(call.network()), new NetworkNotes.Note(NetworkNotes.Kind.of(call.type()), call.metadata(), call.key(),
                    call.uri()), has(call.flags(), AFFECT_LIVE), has(call.flags(), AFFECT_CONFIG));
            return NOTHING;
        });
        calls.on(NetworkCall.GetDhcpLeases.class, (_, call) -> leases(call));
    }

    private static void validate(int flags, String xml) {
        Validation.ifAsked(has(flags, VALIDATE), "network", xml, () -> Network.parse(xml));
    }

    private void registerLists(Calls calls) {
        calls.quick(ConnectCall.NumOfNetworks.class, (_, _) -> new ConnectCall.NumRet(names(true).size()));
        calls.quick(ConnectCall.NumOfDefinedNetworks.class, (_, _) -> new ConnectCall.NumRet(names(false).size()));
        calls.quick(ConnectCall.ListNetworks.class, (_, call) ->
                new ConnectCall.NamesRet(names(true).stream().limit(call.maxnames()).toList()));
        calls.quick(ConnectCall.ListDefinedNetworks.class, (_, call) ->
                new ConnectCall.NamesRet(names(false).stream().limit(call.maxnames()).toList()));
        calls.quick(ConnectCall.ListAllNetworks.class, (_, call) -> {
            check(call.flags(), ALL_FILTERS, "networkConnectListAllNetworks");
            List<WireNetwork> chosen = networks.all().stream().filter(network -> selects(call.flags(), network))
                    .map(NetworkCalls::wire).toList();
            return new ConnectCall.NetsRet(call.needResults() == 0 ? List.of() : chosen, chosen.size());
        });
    }

    private static boolean selects(int flags, VirtualNetwork network) {
        return chosen(flags, ACTIVE, INACTIVE, network.isActive())
                && chosen(flags, PERSISTENT, TRANSIENT, network.isPersistent())
                && chosen(flags, AUTOSTART, NO_AUTOSTART, network.autostarts());
    }

    private List<String> names(boolean active) {
        return networks.all().stream().filter(network -> network.isActive() == active).map(VirtualNetwork::name).toList();
    }

    private void registerLooks(Calls calls) {
        calls.quick(NetworkCall.LookupByName.class, (_, call) -> ret(networks.named(call.name())));
        calls.quick(NetworkCall.LookupByUuid.class, (_, call) -> ret(networks.of(call.uuid(), Optional.empty())));
        calls.quick(NetworkCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), XML_INACTIVE, "networkGetXMLDesc");
            return new NetworkCall.XmlRet(of(call.net()).format(has(call.flags(), XML_INACTIVE)));
        });
        calls.quick(NetworkCall.GetMetadata.class, (_, call) -> {
            check(call.flags(), AFFECT_LIVE | AFFECT_CONFIG, "networkGetMetadata");
            return new NetworkCall.MetadataRet(of(call.network()).note(NetworkNotes.Kind.of(call.type()), call.uri(),
                    has(call.flags(), AFFECT_LIVE), has(call.flags(), AFFECT_CONFIG)));
        });
        calls.quick(NetworkCall.GetAutostart.class, (_, call) ->
                new NetworkCall.AutostartRet(of(call.net()).autostarts() ? 1 : 0));
        calls.quick(NetworkCall.GetBridgeName.class, (_, call) -> new NetworkCall.NameRet(of(call.net()).bridgeName()));
        calls.quick(NetworkCall.IsActive.class, (_, call) -> new NetworkCall.ActiveRet(of(call.net()).isActive() ? 1 : 0));
        calls.quick(NetworkCall.IsPersistent.class, (_, call) ->
                new NetworkCall.PersistentRet(of(call.net()).isPersistent() ? 1 : 0));
    }

    private NetworkCall.LeasesRet leases(NetworkCall.GetDhcpLeases call) {
        check(call.flags(), 0, "networkGetDHCPLeases");
        Optional<MacAddress> mac = call.mac().map(text ->
                MacAddress.find(text).orElseThrow(() -> NETWORK.error(INVALID_MAC, "%s", text)));
        VirtualNetwork network = of(call.net());
        List<WireNetworkDhcpLease> leases = network.leases(mac).stream().map(lease -> wire(network, lease)).toList();
        return new NetworkCall.LeasesRet(call.needResults() == 0 ? List.of() : leases, leases.size());
    }

    private static WireNetworkDhcpLease wire(VirtualNetwork network, Lease lease) {
        return new WireNetworkDhcpLease(network.bridgeName(), lease.expiry(), lease.ip().v6() ? IPV6 : IPV4,
                lease.mac().map(MacAddress::toString), lease.iaid(), lease.ip().toString(), network.prefixOf(lease),
                lease.hostname(), lease.clientId());
    }

    private VirtualNetwork of(WireNetwork network) {
        return networks.of(network.uuid(), Optional.of(network.name()));
    }

    private static NetworkCall.NetRet ret(VirtualNetwork network) {
        return new NetworkCall.NetRet(wire(network));
    }

    static WireNetwork wire(VirtualNetwork network) {
        return new WireNetwork(network.name(), network.uuid());
    }

    private static void check(int flags, int known, String function) {
        Flags.check(NETWORK, flags, known, function);
    }
}
