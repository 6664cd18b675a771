package jvirt.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import jvirt.api.VirtException;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bridge;
import jvirt.api.network.Forward;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.network.NetworkPort.Plug;
import jvirt.api.network.PciAddress;
import jvirt.api.network.PortGroup;
import jvirt.api.network.VirtualPort;
import jvirt.api.network.Vlan;
import jvirt.api.xml.YesNo;

/**
 * What a new port gets of a running network: what its interface asks for, completed by its port group and the network, and
 * what it is plugged into. Pure: the ports in use are told, and nothing is changed.
 */
record PortAllocation(Network network, Collection<NetworkPort> ports) {

    /** The port as it is going to be; {@code random} makes identities that it lacks. */
    NetworkPort allocate(NetworkPort wanted, Supplier<UUID> random) {
        Optional<PortGroup> group = network.portgroup(wanted.group());
        Optional<Bandwidth> bandwidth = wanted.bandwidth().or(() -> group.flatMap(PortGroup::bandwidth));
        Optional<Vlan> vlan = wanted.vlan().or(() -> group.flatMap(PortGroup::vlan)).or(network::vlan);
        Optional<YesNo> trust = wanted.rxfilters().flatMap(NetworkPort.RxFilters::trustGuest)
                .or(() -> group.flatMap(PortGroup::trustGuestRxFilters)).or(network::trustGuestRxFilters);
        Optional<Network.PortOptions> options = wanted.port().or(network::port);
        Optional<VirtualPort> virtualPort =
                VirtualPort.merge(wanted.virtualport(), network.virtualport(), group.flatMap(PortGroup::virtualport));
        Plug plug = plug(virtualPort);
        checkFloor(wanted, bandwidth);
        return new NetworkPort(wanted.uuid(), wanted.owner(), wanted.group(), wanted.mac(),
                virtualPort.map(port -> port.complete(random)), bandwidth, vlan, options,
                trust.map(some -> new NetworkPort.RxFilters(Optional.of(some))), Optional.of(plug));
    }

    private Optional<Bridge.MacTableManager> macTableManager() {
        return network.bridge().flatMap(Bridge::macTableManager);
    }

    private Plug plug(Optional<VirtualPort> virtualPort) {
        return switch (network.mode()) {
            case NONE, NAT, ROUTE, OPEN -> {
                virtualPort.ifPresent(port -> {
                    throw unsupported(port, "which uses IP forwarding");
                });
                yield new Plug.OwnBridge(network.bridgeName().orElseThrow(), macTableManager());
            }
            case BRIDGE -> network.bridgeName().isPresent() ? hostBridge(virtualPort) : direct(virtualPort);
            case PRIVATE, VEPA, PASSTHROUGH -> direct(virtualPort);
            case HOSTDEV -> hostDevice(virtualPort);
        };
    }

    private Plug hostBridge(Optional<VirtualPort> virtualPort) {
        virtualPort.filter(port -> !port.isOpenVswitch()).ifPresent(port -> {
            throw unsupported(port, "which uses a bridge device");
        });
        return new Plug.HostBridge(network.bridgeName().orElseThrow(), macTableManager());
    }

    private static boolean isLinkLayer(VirtualPort port) {
        return port.type().filter(type -> type == VirtualPort.Type.QBG || type == VirtualPort.Type.QBH).isPresent();
    }

    private Plug direct(Optional<VirtualPort> virtualPort) {
        virtualPort.filter(port -> !isLinkLayer(port)).ifPresent(port -> {
            throw unsupported(port, "which uses a macvtap device");
        });
        Forward forward = network.forward().orElseThrow();
        if (forward.interfaces().isEmpty()) {
            throw NETWORK.error(INTERNAL_ERROR, "network '%s' uses a direct mode, but has no forward dev and no interface pool",
                    network.name());
        }
        boolean alone = network.mode() == Forward.Mode.PASSTHROUGH || network.mode() == Forward.Mode.PRIVATE
                && virtualPort.flatMap(VirtualPort::type).equals(Optional.of(VirtualPort.Type.QBH));
        List<String> pool = forward.interfaces().stream().map(Forward.Interface::dev).toList();
        String dev = alone
                ? pool.stream().filter(name -> usersOf(name) == 0).findFirst().orElseThrow(this::noneFree)
                : pool.stream().min(Comparator.comparingLong(this::usersOf)).orElseThrow();
        return new Plug.Direct(dev, Optional.of(NetworkPort.DirectMode.valueOf(network.mode().name())));
    }

    private VirtException noneFree() {
        return NETWORK.error(INTERNAL_ERROR, "network '%s' requires exclusive access to interfaces, but none are available",
                network.name());
    }

    /** How many ports use an interface of the pool. */
    long usersOf(String dev) {
        return ports.stream().filter(port -> port.plug().filter(plug -> plug instanceof Plug.Direct(var name, _)
                && name.equals(dev)).isPresent()).count();
    }

    private boolean isUsed(PciAddress address) {
        return ports.stream().anyMatch(port -> port.plug().filter(plug -> plug instanceof Plug.HostDevice device
                && device.address().toString().equals(address.toString())).isPresent());
    }

    private Plug hostDevice(Optional<VirtualPort> virtualPort) {
        virtualPort.filter(port -> !isLinkLayer(port)).ifPresent(port -> {
            throw unsupported(port, "which uses an SR-IOV Virtual Function via PCI passthrough");
        });
        Forward forward = network.forward().orElseThrow();
        PciAddress free = forward.address().stream().filter(address -> !isUsed(address)).findFirst().orElseThrow(this::noneFree);
        return new Plug.HostDevice(forward.managed(), forward.driver(), free);
    }

    private VirtException unsupported(VirtualPort port, String why) {
        return NETWORK.error(CONFIG_UNSUPPORTED, "<virtualport type='%s'> not supported for network '%s' %s",
                port.type().map(VirtualPort.Type::toString).orElse("none"), network.name(), why);
    }

    /** What all ports together are promised must be there. */
    private void checkFloor(NetworkPort wanted, Optional<Bandwidth> bandwidth) {
        Bandwidths.check(network, ports, wanted.mac().address(), bandwidth);
    }

    /** The network with how many ports are in use, as a running network shows it. */
    Network counted() {
        Network counted = network.withConnections(ports.size());
        if (network.forward().map(Forward::interfaces).orElse(List.of()).isEmpty() || network.ownsBridge()) return counted;
        return counted.withForward(network.forward().orElseThrow().withInterfaces(network.forward().orElseThrow().interfaces()
                .stream().map(some -> new Forward.Interface(some.dev(), Optional.of((int) usersOf(some.dev())))).toList()));
    }
}
