package jvirt.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.NetworkPort.DirectMode;
import jvirt.api.network.VirtualPort;
import jvirt.api.network.Vlan;
import jvirt.host.Descriptor;
import jvirt.host.Program;
import jvirt.host.Undo;
import jvirt.host.net.Link;
import jvirt.host.net.Links;
import jvirt.host.net.Tap;

/** Makes the host's ends of guests' cards, and joins them to bridges, to Open vSwitch or to a card of the host. */
public final class Taps {
    /** What a tap's own address begins with: above all others, so that a bridge without an address does not take it. */
    private static final long TAP_MAC = 0xfe00_0000_0000L;
    private static final long OTHER_TAP_MAC = 0xfa00_0000_0000L;
    private static final long LOW_40_BITS = 0xff_ffff_ffffL;

    private final LinkNames taps = new LinkNames("vnet");
    private final LinkNames macvtaps = new LinkNames("macvtap");

    /** A host's end: its name, a descriptor a queue for QEMU, and those of the kernel's own backend. The taker closes them. */
    public record Wire(String name, List<Descriptor> taps, List<Descriptor> vhosts) {
        void close() {
            taps.forEach(Descriptor::close);
            vhosts.forEach(Descriptor::close);
        }
    }

    /**
     * Where a tap is joined.
     *
     * @param virtualPort says that the bridge is Open vSwitch's
     * @param isolated it reaches the bridge's own ports alone
     * @param manageTable we tell the bridge which address is behind it, instead of the bridge learning
     */
    public record Socket(String bridge, Optional<VirtualPort> virtualPort, Optional<Vlan> vlan, Optional<Bandwidth> bandwidth,
            boolean isolated, boolean manageTable) {
        boolean isOpenVswitch() {
            return virtualPort.map(VirtualPort::isOpenVswitch).orElse(false);
        }
    }

    /** How a bridge that a card names is reached: one of the kernel's, or Open vSwitch's though nobody says so. */
    public static Optional<VirtualPort> portOf(String bridge, Optional<VirtualPort> said) {
        if (said.isPresent()) return said.map(port -> port.complete(UUID::randomUUID));
        try {
            boolean kernels = Links.find(bridge).map(link -> link.kind().equals("bridge")).orElse(true);
            if (kernels || !OpenVswitch.hasBridge(bridge)) return Optional.empty();
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Unable to get index for interface %s", bridge);
        }
        return Optional.of(new VirtualPort(Optional.of(VirtualPort.Type.OPENVSWITCH), Optional.empty()).complete(UUID::randomUUID));
    }

    /** A tap on a bridge. */
    public Wire bridged(Card card, Socket socket, Undo undo) {
        Link bridge = bridge(socket.bridge);
        // without Open vSwitch in the kernel, nobody completes the checksums that a guest leaves to its card
        boolean userspace = socket.isOpenVswitch() && !bridge.kind().equals("openvswitch");
        Wire wire = tap(card, card.offloads() && !userspace, undo);
        try {
            address(wire.name, card);
            Links.setMtu(wire.name, card.mtu().orElse(bridge.mtu()));
            join(wire.name, card, socket, undo);
            Links.setUp(wire.name, true);
            limit(wire.name, card, socket, undo);
            return wire;
        } catch (IOException e) {
            wire.close();
            throw BridgeSetup.failed(e, "Unable to add bridge %s port %s", socket.bridge, wire.name);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static Link bridge(String name) {
        try {
            return Links.find(name).orElseThrow(() ->
                    NONE.error(SYSTEM_ERROR, "Cannot get interface MTU on '%s': No such device", name));
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Cannot get interface MTU on '%s'", name);
        }
    }

    private Wire tap(Card card, boolean header, Undo undo) {
        String name = "vnet%d";
        try {
            name = card.name().isPresent() && !taps.made(card.name()) ? card.name().get() : taps.next();
            boolean there = Links.exists(name);
            List<Descriptor> open = Tap.open(name, card.queues(), header);
            String made = name;
            // it goes with its last descriptor: this is for when somebody else holds one
            if (!there) undo.add("delete tap " + made, () -> Links.delete(made));
            return new Wire(name, open, vhosts(card, open));
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Unable to create tap device %s", name);
        }
    }

    private static List<Descriptor> vhosts(Card card, List<Descriptor> taps) throws IOException {
        if (!card.vhost() || !Tap.hasVhost()) return List.of();
        try {
            return Tap.openVhost(card.queues());
        } catch (IOException e) {
            taps.forEach(Descriptor::close);
            throw e;
        }
    }

    private static void address(String link, Card card) throws IOException {
        long low = card.mac().value() & LOW_40_BITS;
        boolean taken = card.mac().value() >>> 40 == TAP_MAC >>> 40;
        Links.setMac(link, new MacAddress((taken ? OTHER_TAP_MAC : TAP_MAC) | low));
    }

    private static void join(String link, Card card, Socket socket, Undo undo) throws IOException {
        if (socket.isOpenVswitch()) {
            undo.add("delete port " + link + " of " + socket.bridge, () -> OpenVswitch.removePort(link));
            OpenVswitch.addPort(new OpenVswitch.Port(socket.bridge, link, card.mac(), card.machineUuid(),
                    socket.virtualPort.orElseThrow(), socket.vlan));
            return;
        }
        if (socket.vlan.isPresent()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED,
                    "an interface connecting to bridge '%s' is requesting a vlan tag, but that is not supported for this type of "
                            + "connection", socket.bridge);
        }
        Links.setMaster(link, socket.bridge);
        if (socket.isolated) {
            Links.setPort(link, new Links.PortSettings(Optional.empty(), Optional.empty(), Optional.of(true)));
        }
        if (socket.manageTable) {
            Links.setPort(link, new Links.PortSettings(Optional.of(false), Optional.of(false), Optional.empty()));
            Links.forwardingEntry(link, card.mac(), true);
        }
    }

    /** Takes a tap from one bridge to another. */
    public void move(String link, Card card, Socket from, Socket to, Undo undo) {
        try {
            if (!Links.exists(to.bridge)) throw NETWORK.error(OPERATION_FAILED, "bridge %s doesn't exist", to.bridge);
            undo.add("put " + link + " back on " + from.bridge, () -> {
                leave(link, to);
                join(link, card, from, new Undo());
            });
            leave(link, from);
            join(link, card, to, new Undo());
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Unable to add bridge %s port %s", to.bridge, link);
        }
    }

    private static void leave(String link, Socket socket) throws IOException {
        if (socket.isOpenVswitch()) {
            OpenVswitch.removePort(link);
        } else {
            Links.release(link);
        }
    }

    private static void limit(String link, Card card, Socket socket, Undo undo) {
        if (socket.bandwidth.isEmpty()) return;
        if (socket.isOpenVswitch()) {
            var limits = new SwitchLimits(link, card.machineUuid());
            undo.add("clear limits of " + link, limits::clear);
            limits.limit(socket.bandwidth.get());
        } else {
            undo.add("clear limits of " + link, () -> Bandwidths.clear(link));
            Bandwidths.limit(link, socket.bandwidth.get(), false, true);
        }
    }

    /**
     * Limits a card that is joined, anew; none is no limit.
     *
     * @param swapped what the host sends is what the guest gets
     */
    public void limit(String link, UUID machine, boolean openVswitch, boolean swapped, Optional<Bandwidth> bandwidth) {
        if (openVswitch) {
            SwitchLimits limits = new SwitchLimits(link, machine);
            limits.clear();
            bandwidth.ifPresent(limits::limit);
        } else if (bandwidth.isPresent()) {
            Bandwidths.limit(link, bandwidth.get(), false, swapped);
        } else {
            Bandwidths.clear(link);
        }
    }

    /** A tap that is joined to nothing; {@code script} joins it as its writer likes. */
    public Wire alone(Card card, boolean managed, Optional<String> script, Optional<String> downScript, Undo undo) {
        if (!managed && card.name().isEmpty()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "target dev must be supplied when managed='no'");
        }
        Wire wire = tap(card, card.offloads(), undo);
        try {
            if (managed) {
                address(wire.name, card);
                if (card.mtu().isPresent()) Links.setMtu(wire.name, card.mtu().get());
                Links.setUp(wire.name, true);
            }
            downScript.ifPresent(path -> undo.add("run " + path, () -> run(path, wire.name)));
            script.ifPresent(path -> run(path, wire.name));
            return wire;
        } catch (IOException e) {
            wire.close();
            throw BridgeSetup.failed(e, "Unable to set up tap device %s", wire.name);
        } catch (RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    private static void run(String script, String link) {
        try {
            Program.of(script, link).run();
        } catch (IOException e) {
            throw NETWORK.error(INTERNAL_ERROR, e, "script %s failed for %s: %s", script, link, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NETWORK.error(INTERNAL_ERROR, e, "script %s was interrupted", script);
        }
    }

    /** A macvtap on an interface of the host. */
    public Wire direct(Card card, String dev, DirectMode mode, Optional<Bandwidth> bandwidth, Undo undo) {
        String name = "macvtap%d";
        try {
            name = card.name().isPresent() && !macvtaps.made(card.name()) ? card.name().get() : macvtaps.next();
            Links.createMacvlan(name, card.mac(), dev, switch (mode) {
                case VEPA -> Links.MacvlanMode.VEPA;
                case PRIVATE -> Links.MacvlanMode.PRIVATE;
                case BRIDGE -> Links.MacvlanMode.BRIDGE;
                case PASSTHROUGH -> Links.MacvlanMode.PASSTHRU;
            }, true);
            String made = name;
            undo.add("delete " + made, () -> Links.delete(made));
            if (card.mtu().isPresent()) Links.setMtu(name, card.mtu().get());
            Links.setUp(name, true);
            int index = Links.find(name).orElseThrow(() -> new IOException("it is gone")).index();
            List<Descriptor> open = Tap.openMacvtap(name, index, card.queues(), card.offloads());
            Wire wire = new Wire(name, open, vhosts(card, open));
            bandwidth.ifPresent(limits -> Bandwidths.limit(made, limits, false, false));
            return wire;
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "error creating macvtap interface %s@%s (%s)", name, dev, card.mac());
        }
    }

    /** A card that was joined before the daemon was started: its name stays taken, its bridge gets it back. */
    public void reclaim(String link, Optional<Socket> socket, Undo undo) {
        taps.reserve(link);
        macvtaps.reserve(link);
        undo.add("delete " + link, () -> Links.delete(link));
        if (socket.isEmpty()) return;
        if (socket.get().isOpenVswitch()) {
            undo.add("delete port " + link + " of " + socket.get().bridge, () -> OpenVswitch.removePort(link));
            return;
        }
        try {
            Optional<Link> tap = Links.find(link);
            Optional<Link> bridge = Links.find(socket.get().bridge);
            if (tap.isPresent() && bridge.isPresent() && tap.get().master() != bridge.get().index()) {
                Links.setMaster(link, socket.get().bridge);
            }
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Unable to add bridge %s port %s", socket.get().bridge, link);
        }
    }
}
