package jvirt.daemon.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bridge;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.network.NetworkPort.Plug;
import jvirt.api.network.VirtualPort;
import jvirt.api.network.Vlan;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.nwfilter.FilterReference;
import jvirt.api.nwfilter.Variables;
import jvirt.api.xml.YesNo;

/** What a machine's interface and a network's port say of the same thing, in the words of the one and of the other. */
final class Translation {
    private Translation() {}

    static Vlan vlan(jvirt.api.domain.device.Vlan vlan) {
        return new Vlan(vlan.trunk().filter(YesNo::yes).map(_ -> "yes"), vlan.tag().stream()
                .map(tag -> new Vlan.Tag(tag.id(), tag.nativeMode().map(mode -> Vlan.NativeMode.valueOf(mode.name())))).toList());
    }

    private static jvirt.api.domain.device.Vlan vlan(Vlan vlan) {
        return new jvirt.api.domain.device.Vlan(vlan.trunk().map(_ -> YesNo.YES), vlan.tag().stream()
                .map(tag -> new jvirt.api.domain.device.Vlan.Tag(tag.id(),
                        tag.nativeMode().map(mode -> jvirt.api.domain.device.Vlan.NativeMode.valueOf(mode.name())))).toList());
    }

    static Bandwidth bandwidth(jvirt.api.domain.device.Bandwidth bandwidth) {
        return new Bandwidth(Optional.empty(), bandwidth.inbound().map(Translation::rate), bandwidth.outbound().map(Translation::rate));
    }

    private static Bandwidth.Rate rate(jvirt.api.domain.device.Bandwidth.Rate rate) {
        return new Bandwidth.Rate(rate.average(), rate.peak(), rate.floor(), rate.burst());
    }

    private static jvirt.api.domain.device.Bandwidth bandwidth(Bandwidth bandwidth) {
        return new jvirt.api.domain.device.Bandwidth(bandwidth.inbound().map(Translation::rate),
                bandwidth.outbound().map(Translation::rate));
    }

    private static jvirt.api.domain.device.Bandwidth.Rate rate(Bandwidth.Rate rate) {
        return new jvirt.api.domain.device.Bandwidth.Rate(rate.average(), rate.peak(), rate.floor(), rate.burst());
    }

    static Optional<VirtualPort.Type> type(Optional<jvirt.api.domain.device.VirtualPort.Type> type) {
        return type.map(some -> switch (some) {
            case VEPA_8021QBG -> VirtualPort.Type.QBG;
            case VNLINK_8021QBH -> VirtualPort.Type.QBH;
            case OPENVSWITCH -> VirtualPort.Type.OPENVSWITCH;
            case MIDONET -> VirtualPort.Type.MIDONET;
        });
    }

    static VirtualPort virtualPort(jvirt.api.domain.device.VirtualPort port) {
        return new VirtualPort(type(port.type()), port.parameters().map(some -> new VirtualPort.Parameters(
                some.managerid().map(Object::toString), some.typeid().map(Object::toString),
                some.typeidversion().map(Object::toString), some.instanceid(), some.interfaceid(), some.profileid())));
    }

    static jvirt.api.domain.device.VirtualPort virtualPort(VirtualPort port) {
        return new jvirt.api.domain.device.VirtualPort(port.type().map(some -> switch (some) {
            case QBG -> jvirt.api.domain.device.VirtualPort.Type.VEPA_8021QBG;
            case QBH -> jvirt.api.domain.device.VirtualPort.Type.VNLINK_8021QBH;
            case OPENVSWITCH -> jvirt.api.domain.device.VirtualPort.Type.OPENVSWITCH;
            case MIDONET -> jvirt.api.domain.device.VirtualPort.Type.MIDONET;
        }), port.parameters().map(some -> new jvirt.api.domain.device.VirtualPort.Parameters(some.managerid().map(Integer::valueOf),
                some.typeid().map(Integer::valueOf), some.typeidversion().map(Integer::valueOf), some.instanceid(),
                some.interfaceid(), some.profileid())));
    }

    /** What an interface of a network really is, once its port is there. */
    static InterfaceSource actual(InterfaceSource.Network source, NetworkPort port) {
        Optional<UUID> id = Optional.of(port.uuid());
        return switch (port.plug().orElseThrow()) {
            case Plug.OwnBridge(var bridge, var manager) -> new InterfaceSource.Network(source.network(), source.portgroup(), id,
                    Optional.of(bridge), manager.map(Translation::manager), source.host());
            case Plug.HostBridge(var bridge, var manager) -> new InterfaceSource.Bridge(Optional.of(source.network()),
                    source.portgroup(), id, Optional.of(bridge), manager.map(Translation::manager), source.host());
            case Plug.Direct(var dev, var mode) -> new InterfaceSource.Direct(Optional.of(source.network()), source.portgroup(), id,
                    Optional.of(dev), InterfaceSource.DirectMode.valueOf(mode.orElseThrow().name()), source.host());
            case Plug.HostDevice _, Plug.None _ -> source;
        };
    }

    private static InterfaceSource.MacTableManager manager(Bridge.MacTableManager manager) {
        return InterfaceSource.MacTableManager.valueOf(manager.name());
    }

    /** The interface as it runs: with what its port has got of the network and of its port group. */
    static Interface with(Interface nic, InterfaceSource actual, NetworkPort port) {
        return new Interface(nic.managed(), port.rxfilters().flatMap(NetworkPort.RxFilters::trustGuest), nic.mac(), nic.hostDriver(),
                actual, port.vlan().map(Translation::vlan), port.virtualport().map(Translation::virtualPort),
                port.bandwidth().map(Translation::bandwidth),
                port.port().flatMap(Network.PortOptions::isolated).map(isolated -> new Interface.Port(Optional.of(isolated))),
                nic.ip(), nic.route(), nic.portForward(), nic.script(), nic.downscript(), nic.backenddomain(), nic.target(),
                nic.guest(), nic.model(), nic.driver(), nic.backend(), nic.filterref(), nic.tune(), nic.teaming(), nic.link(),
                nic.mtu(), nic.coalesce(), nic.info());
    }

    /** The filter that a card asks for, on the host's end of it. */
    static FilterBinding binding(String machine, UUID uuid, Interface live) {
        Interface.FilterRef asked = live.filterref().orElseThrow();
        Map<String, List<String>> parameters = new HashMap<>();
        asked.parameter().forEach(one -> parameters.computeIfAbsent(one.name(), _ -> new ArrayList<>()).add(one.value()));
        Optional<FilterBinding.Link> link = live.source() instanceof InterfaceSource.Direct direct
                ? direct.dev().map(FilterBinding.Link::new) : Optional.empty();
        return new FilterBinding(new FilterBinding.Owner(machine, uuid), new FilterBinding.Link(live.tap().orElseThrow()), link,
                new FilterBinding.Mac(MacAddress.parse(live.mac().orElseThrow().address())),
                new FilterReference(asked.filter(), Variables.of(parameters)));
    }

    static Optional<String> network(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> Optional.of(network.network());
            case InterfaceSource.Bridge bridge -> bridge.network();
            case InterfaceSource.Direct direct -> direct.network();
            default -> Optional.empty();
        };
    }

    static Optional<UUID> port(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> network.portid();
            case InterfaceSource.Bridge bridge -> bridge.portid();
            case InterfaceSource.Direct direct -> direct.portid();
            default -> Optional.empty();
        };
    }

    static Optional<String> bridge(InterfaceSource source) {
        return switch (source) {
            case InterfaceSource.Network network -> network.bridge();
            case InterfaceSource.Bridge bridge -> bridge.bridge();
            default -> Optional.empty();
        };
    }
}
