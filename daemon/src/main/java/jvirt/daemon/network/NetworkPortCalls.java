package jvirt.daemon.network;

import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bandwidth.Rate;
import jvirt.api.network.NetworkPort;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.network.Networks;
import jvirt.network.VirtualNetwork;
import jvirt.rpc.call.NetworkCall;
import jvirt.rpc.call.NetworkPortCall;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireNetwork;
import jvirt.rpc.call.WireNetworkPort;
import jvirt.rpc.server.Calls;

/** Answers the procedures on networks' ports. */
public final class NetworkPortCalls {
    /** {@code virNetworkPortCreateFlags}. */
    private static final int RECLAIM = 1;
    private static final int VALIDATE = 1 << 1;

    private final Networks networks;

    public NetworkPortCalls(Networks networks) {
        this.networks = networks;
    }

    public void register(Calls calls) {
        calls.quick(NetworkCall.ListAllPorts.class, (_, call) -> {
            check(call.flags(), 0, "networkListAllPorts");
            VirtualNetwork network = of(call.network());
            List<WireNetworkPort> ports = network.ports().stream()
                    .map(port -> new WireNetworkPort(call.network(), port.uuid())).toList();
            return new NetworkCall.PortsRet(call.needResults() == 0 ? List.of() : ports, ports.size());
        });
        calls.quick(NetworkPortCall.LookupByUuid.class, (_, call) ->
                new NetworkPortCall.PortRet(new WireNetworkPort(call.network(), of(call.network()).port(call.uuid()).uuid())));
        calls.quick(NetworkPortCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), 0, "networkPortGetXMLDesc");
            return new NetworkPortCall.XmlRet(port(call.port()).format());
        });
        calls.quick(NetworkPortCall.GetParameters.class, (_, call) -> {
            check(call.flags(), 0, "networkPortGetParameters");
            List<TypedParam> all = parameters(port(call.port()));
            return new NetworkPortCall.ParamsRet(call.nparams() == 0 ? List.of() : all, all.size());
        });
        calls.on(NetworkPortCall.CreateXml.class, (_, call) -> {
            check(call.flags(), RECLAIM | VALIDATE, "networkPortCreateXML");
            Validation.ifAsked(has(call.flags(), VALIDATE), "networkport", call.xml(), () -> NetworkPort.parse(call.xml()));
            NetworkPort port = of(call.network()).createPort(NetworkPort.parse(call.xml()), has(call.flags(), RECLAIM));
            return new NetworkPortCall.PortRet(new WireNetworkPort(call.network(), port.uuid()));
        });
        calls.on(NetworkPortCall.Delete.class, (_, call) -> {
            check(call.flags(), 0, "networkPortDelete");
            of(call.port().net()).deletePort(call.port().uuid());
            return NOTHING;
        });
        calls.on(NetworkPortCall.SetParameters.class, (_, call) -> {
            check(call.flags(), 0, "networkPortSetParameters");
            of(call.port().net()).limitPort(call.port().uuid(), bandwidth(call.params()));
            return NOTHING;
        });
    }

    private static List<TypedParam> parameters(NetworkPort port) {
        List<TypedParam> parameters = new ArrayList<>();
        port.bandwidth().flatMap(Bandwidth::inbound).ifPresent(rate -> {
            add(parameters, "inbound.average", rate.average());
            add(parameters, "inbound.peak", rate.peak());
            add(parameters, "inbound.floor", rate.floor());
            add(parameters, "inbound.burst", rate.burst());
        });
        port.bandwidth().flatMap(Bandwidth::outbound).ifPresent(rate -> {
            add(parameters, "outbound.average", rate.average());
            add(parameters, "outbound.peak", rate.peak());
            add(parameters, "outbound.burst", rate.burst());
        });
        return parameters;
    }

    private static void add(List<TypedParam> parameters, String name, Optional<Long> value) {
        parameters.add(TypedParam.ofUint(name, value.orElse(0L).intValue()));
    }

    /** What the parameters say; without a rate to keep there is no limit. */
    private static Optional<Bandwidth> bandwidth(List<TypedParam> parameters) {
        Function<String, Optional<Long>> value = name -> TypedParam.find(parameters, name)
                .map(some -> some instanceof TypedParam.Value.Uint(int number) ? Integer.toUnsignedLong(number) : 0L);
        Rate in = new Rate(value.apply("inbound.average"), value.apply("inbound.peak"), value.apply("inbound.floor"),
                value.apply("inbound.burst"));
        Rate out = new Rate(value.apply("outbound.average"), value.apply("outbound.peak"), Optional.empty(),
                value.apply("outbound.burst"));
        Optional<Rate> inbound = Optional.of(in).filter(rate -> rate.average().isPresent() || rate.floor().isPresent());
        Optional<Rate> outbound = Optional.of(out).filter(rate -> rate.average().isPresent());
        return inbound.isEmpty() && outbound.isEmpty() ? Optional.empty()
                : Optional.of(new Bandwidth(Optional.empty(), inbound, outbound));
    }

    private VirtualNetwork of(WireNetwork network) {
        return networks.of(network.uuid(), Optional.of(network.name()));
    }

    private NetworkPort port(WireNetworkPort port) {
        return of(port.net()).port(port.uuid());
    }

    private static void check(int flags, int known, String function) {
        Flags.check(NETWORK, flags, known, function);
    }
}
