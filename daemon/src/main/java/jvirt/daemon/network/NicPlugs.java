package jvirt.daemon.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.NO_NWFILTER_BINDING;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.network.Bridge;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.network.NetworkPort.Plug;
import jvirt.api.network.VirtualPort;
import jvirt.api.nwfilter.FilterBinding;
import jvirt.api.xml.YesNo;
import jvirt.host.Descriptor;
import jvirt.host.Undo;
import jvirt.network.Card;
import jvirt.network.Networks;
import jvirt.network.Taps;
import jvirt.network.VirtualNetwork;
import jvirt.network.filter.NetworkFilters;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.plug.NicPlug;

/** Joins machines' cards to networks, bridges and cards of the host. */
public final class NicPlugs implements NicPlug {
    private final Networks networks;
    private final NetworkFilters filters;
    private final Taps taps = new Taps();

    public NicPlugs(Networks networks, NetworkFilters filters) {
        this.networks = networks;
        this.filters = filters;
    }

    /** The host's address on a virtual network, where servers for it listen. */
    public String address(String network) {
        return networks.named(network).current().ip().stream().findFirst().map(ip -> ip.address().toString())
                .orElseThrow(() -> QEMU.error(CONFIG_UNSUPPORTED, "network '%s' does not have an IP address", network));
    }

    @Override
    public void require(Interface nic) {
        if (nic.source() instanceof InterfaceSource.Network source) networks.named(source.network()).requireActive();
    }

    @Override
    public Plugged plug(Owner owner, Interface nic, Undo undo) {
        Plugged plugged = join(owner, nic, undo);
        try {
            filter(owner, plugged.live(), undo);
            return plugged;
        } catch (RuntimeException e) {
            plugged.taps().forEach(Descriptor::close);
            plugged.vhosts().forEach(Descriptor::close);
            throw e;
        }
    }

    /** Puts the filter that a card asks for on the host's end of it. */
    private void filter(Owner owner, Interface live, Undo undo) {
        if (live.tap().isEmpty()) return;
        String port = live.tap().get();
        // also where there is none: the card may get one later
        if (live.filterref().isPresent()) filters.bind(Translation.binding(owner.name(), owner.uuid(), live));
        undo.add("take the filter off " + port, () -> release(port));
    }

    /** An administrator may have taken it off. */
    private void release(String port) {
        try {
            filters.unbind(port);
        } catch (VirtException e) {
            if (e.code() != NO_NWFILTER_BINDING) throw e;
        }
    }

    private Plugged join(Owner owner, Interface nic, Undo undo) {
        Card card = card(owner, nic);
        return switch (nic.source()) {
            case InterfaceSource.Network source -> onNetwork(owner, card, nic, source, undo);
            case InterfaceSource.Bridge source -> onBridge(card, nic, source, undo);
            case InterfaceSource.Direct source -> onDevice(card, nic, source, undo);
            case InterfaceSource.Ethernet _ -> alone(card, nic, undo);
            case InterfaceSource.User _, InterfaceSource.VhostUser _, InterfaceSource.Server _, InterfaceSource.Client _,
                    InterfaceSource.Mcast _, InterfaceSource.Udp _, InterfaceSource.Vdpa _, InterfaceSource.Null _ ->
                    new Plugged(nic, List.of(), List.of());
            case InterfaceSource.Internal _, InterfaceSource.Vds _, InterfaceSource.Hostdev _ -> throw QEMU.error(
                    CONFIG_UNSUPPORTED, "interface type %s is not supported here", nic.source().getClass().getSimpleName());
        };
    }

    private static Card card(Owner owner, Interface nic) {
        boolean virtio = nic.model().map(Interface.Model::virtio).orElse(false);
        Optional<Interface.Driver> driver = nic.driver().filter(_ -> virtio);
        int queues = driver.flatMap(Interface.Driver::queues).filter(count -> count > 1).orElse(1);
        boolean vhost = virtio && !driver.flatMap(Interface.Driver::name).equals(Optional.of("qemu"));
        return new Card(owner.name(), owner.uuid(), mac(nic), nic.tap(), queues, virtio, vhost,
                nic.mtu().map(Interface.Mtu::size));
    }

    private static MacAddress mac(Interface nic) {
        return nic.mac().flatMap(mac -> MacAddress.find(mac.address())).orElseThrow(() ->
                QEMU.error(OPERATION_INVALID, "a network interface has no MAC address"));
    }

    private Plugged onNetwork(Owner owner, Card card, Interface nic, InterfaceSource.Network source, Undo undo) {
        NetworkPort port = port(owner, nic, source, undo);
        InterfaceSource actual = Translation.actual(source, port);
        Taps.Wire wire = switch (port.plug().orElseThrow()) {
            case Plug.OwnBridge _, Plug.HostBridge _ -> taps.bridged(card, socket(port), undo);
            case Plug.Direct(var dev, var mode) -> taps.direct(card, dev, mode.orElseThrow(), port.bandwidth(), undo);
            case Plug.HostDevice _ -> throw QEMU.error(CONFIG_UNSUPPORTED,
                    "network '%s' gives away devices, which is not supported here", source.network());
            case Plug.None _ -> throw new IllegalStateException("port without a plug: " + port.uuid());
        };
        return plugged(Translation.with(nic, actual, port), wire);
    }

    private NetworkPort port(Owner owner, Interface nic, InterfaceSource.Network source, Undo undo) {
        VirtualNetwork network = networks.named(source.network());
        NetworkPort wanted = new NetworkPort(UUID.randomUUID(), new NetworkPort.Owner(owner.name(), owner.uuid()),
                source.portgroup(), new Network.Mac(mac(nic)), nic.virtualport().map(Translation::virtualPort),
                nic.bandwidth().map(Translation::bandwidth), nic.vlan().map(Translation::vlan),
                nic.port().map(port -> new Network.PortOptions(port.isolated())),
                nic.trustGuestRxFilters().map(trust -> new NetworkPort.RxFilters(Optional.of(trust))), Optional.empty());
        NetworkPort port = network.createPort(wanted, false);
        undo.add("release port of " + owner.name() + " on " + source.network(), () -> release(network, port.uuid()));
        return port;
    }

    /** A network that was stopped has given up its ports. */
    private static void release(VirtualNetwork network, UUID port) {
        try {
            network.deletePort(port);
        } catch (VirtException e) {
            if (network.isActive() && network.ports().stream().anyMatch(other -> other.uuid().equals(port))) throw e;
        }
    }

    private static Taps.Socket socket(NetworkPort port) {
        boolean manage = port.plug().filter(plug -> switch (plug) {
            case Plug.OwnBridge(_, var manager) -> manager.equals(Optional.of(Bridge.MacTableManager.LIBVIRT));
            case Plug.HostBridge(_, var manager) -> manager.equals(Optional.of(Bridge.MacTableManager.LIBVIRT));
            case Plug.Direct _, Plug.HostDevice _, Plug.None _ -> false;
        }).isPresent();
        boolean isolated = port.port().flatMap(Network.PortOptions::isolated).map(YesNo::yes).orElse(false);
        String bridge = port.bridge().orElseThrow();
        Optional<VirtualPort> virtualPort = port.plug().orElseThrow() instanceof Plug.HostBridge
                ? Taps.portOf(bridge, port.virtualport()) : Optional.empty();
        return new Taps.Socket(bridge, virtualPort, port.vlan(), port.bandwidth(), isolated, manage);
    }

    @Override
    public Interface move(Owner owner, Interface before, Interface wanted, Undo undo) {
        Interface now;
        Taps.Socket to;
        if (wanted.source() instanceof InterfaceSource.Network source) {
            NetworkPort port = port(owner, wanted, source, undo);
            if (port.bridge().isEmpty()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "unable to change config on 'network' network type");
            }
            now = Translation.with(wanted, Translation.actual(source, port), port);
            to = socket(port);
        } else {
            String bridge = Translation.bridge(wanted.source()).orElseThrow();
            Optional<VirtualPort> virtualPort = Taps.portOf(bridge, wanted.virtualport().map(Translation::virtualPort));
            now = wanted.withVirtualport(virtualPort.map(Translation::virtualPort));
            to = socket(now);
        }
        taps.move(before.tap().orElseThrow(), card(owner, now), socket(before), to, undo);
        return now.withTarget(before.target());
    }

    /** Where a card that is joined is. */
    private static Taps.Socket socket(Interface live) {
        return new Taps.Socket(Translation.bridge(live.source()).orElseThrow(), live.virtualport().map(Translation::virtualPort),
                live.vlan().map(Translation::vlan), live.bandwidth().map(Translation::bandwidth),
                live.port().flatMap(Interface.Port::isolated).map(YesNo::yes).orElse(false), false);
    }

    @Override
    public void filter(Owner owner, Interface live) {
        if (live.tap().isEmpty()) return;
        if (live.filterref().isEmpty()) {
            release(live.tap().get());
        } else {
            filters.replace(Translation.binding(owner.name(), owner.uuid(), live));
        }
    }

    @Override
    public void left(Owner owner, Interface before) {
        Optional<UUID> port = Translation.port(before.source());
        Translation.network(before.source()).filter(_ -> port.isPresent()).ifPresent(network -> release(networks.named(network), port.get()));
    }

    private Plugged onBridge(Card card, Interface nic, InterfaceSource.Bridge source, Undo undo) {
        String bridge = source.bridge().orElseThrow(() -> QEMU.error(CONFIG_UNSUPPORTED, "No <source> 'bridge' attribute specified "
                + "with <interface type='bridge'/>"));
        Optional<VirtualPort> virtualPort = Taps.portOf(bridge, nic.virtualport().map(Translation::virtualPort));
        boolean isolated = nic.port().flatMap(Interface.Port::isolated).map(YesNo::yes).orElse(false);
        var socket = new Taps.Socket(bridge, virtualPort, nic.vlan().map(Translation::vlan),
                nic.bandwidth().map(Translation::bandwidth), isolated, false);
        Interface live = nic.withVirtualport(virtualPort.map(Translation::virtualPort));
        return plugged(live, taps.bridged(card, socket, undo));
    }

    private Plugged onDevice(Card card, Interface nic, InterfaceSource.Direct source, Undo undo) {
        nic.virtualport().flatMap(port -> port.type()).ifPresent(type -> {
            throw QEMU.error(CONFIG_UNSUPPORTED, "<virtualport type='%s'> is not supported here",
                    new VirtualPort(Translation.type(Optional.of(type)), Optional.empty()).type().orElseThrow());
        });
        String dev = source.dev().orElseThrow(() ->
                QEMU.error(CONFIG_UNSUPPORTED, "No <source> 'dev' attribute specified with <interface type='direct'/>"));
        return plugged(nic, taps.direct(card, dev, NetworkPort.DirectMode.valueOf(source.mode().name()),
                nic.bandwidth().map(Translation::bandwidth), undo));
    }

    private Plugged alone(Card card, Interface nic, Undo undo) {
        boolean managed = !nic.target().flatMap(Interface.Target::managed).equals(Optional.of(YesNo.NO));
        return plugged(nic, taps.alone(card, managed, nic.script().map(Interface.Script::path),
                nic.downscript().map(Interface.Script::path), undo));
    }

    private static Plugged plugged(Interface live, Taps.Wire wire) {
        Optional<YesNo> managed = live.target().flatMap(Interface.Target::managed);
        return new Plugged(live.withTarget(Optional.of(new Interface.Target(Optional.of(wire.name()), managed))), wire.taps(),
                wire.vhosts());
    }

    @Override
    public void limit(Owner owner, Interface live, Optional<jvirt.api.domain.device.Bandwidth> bandwidth) {
        String link = live.tap().orElseThrow(() -> QEMU.error(OPERATION_INVALID, "the interface has no device on the host"));
        Optional<VirtualPort> port = Translation.bridge(live.source()).flatMap(bridge ->
                Taps.portOf(bridge, live.virtualport().map(Translation::virtualPort)));
        // a macvtap is seen from the guest's side, a tap from the bridge's
        boolean swapped = Translation.bridge(live.source()).isPresent() || live.source() instanceof InterfaceSource.Ethernet;
        taps.limit(link, owner.uuid(), port.isPresent(), swapped, bandwidth.map(Translation::bandwidth));
    }

    @Override
    public void reclaim(Owner owner, Interface live, Undo undo) {
        Optional<String> network = Translation.network(live.source());
        Optional<UUID> portId = Translation.port(live.source());
        if (network.isPresent() && portId.isPresent()) {
            VirtualNetwork of = networks.named(network.get());
            undo.add("release port of " + owner.name() + " on " + network.get(), () -> release(of, portId.get()));
        }
        if (live.tap().isEmpty()) return;
        Optional<Taps.Socket> socket = Translation.bridge(live.source()).map(bridge -> new Taps.Socket(bridge,
                live.virtualport().map(Translation::virtualPort), Optional.empty(), Optional.empty(), false, false));
        taps.reclaim(live.tap().get(), socket, undo);
        refilter(owner, live, undo);
    }

    /** The rules were put back when the filters were read; a binding that is lost is made anew. */
    private void refilter(Owner owner, Interface live, Undo undo) {
        String port = live.tap().orElseThrow();
        undo.add("take the filter off " + port, () -> release(port));
        if (live.filterref().isEmpty()) return;
        FilterBinding binding = Translation.binding(owner.name(), owner.uuid(), live);
        if (filters.bindings().stream().noneMatch(other -> other.port().equals(binding.port()))) filters.bind(binding);
    }

    /** Gives back ports that a daemon which was killed has made for machines, but not got to use. */
    public void forgetUnused(Machines machines) {
        filters.forgetGone(machines.all().stream().flatMap(machine -> machine.active().stream())
                .flatMap(active -> active.live().devices().interfaces().stream()).flatMap(nic -> nic.tap().stream())
                .collect(Collectors.toSet()));
        for (VirtualNetwork network : networks.all()) {
            if (!network.isActive()) continue;
            for (NetworkPort port : network.ports()) {
                Optional<Vm> owner = machines.known(port.owner().uuid());
                boolean used = owner.flatMap(Vm::active).stream().flatMap(active -> active.live().devices().interfaces().stream())
                        .anyMatch(nic -> Translation.port(nic.source()).equals(Optional.of(port.uuid())));
                if (owner.isPresent() && !used) release(network, port.uuid());
            }
        }
    }
}
