package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NETWORK_PORT_EXIST;
import static jvirt.api.ErrorCode.NO_NETWORK_PORT;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bridge;
import jvirt.api.network.Ip;
import jvirt.api.network.Forward;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.network.NetworkUpdate;
import jvirt.api.xml.View;
import jvirt.host.Undo;
import jvirt.host.net.Links;
import jvirt.network.NetworkState.Active;

/**
 * One network. A call holds the turn, so one at a time changes it; readers take the state and wait for nobody. Its state is
 * replaced in one place, {@link #become}, after disk and host say the same.
 */
public final class VirtualNetwork {
    private static final Logger LOG = System.getLogger("jvirt.network");

    private final NetworkStore store;
    private final NetworkFolders folders;
    private final NetworkHooks hooks;
    private final Firewall.Backend firewalls;
    private final Turn turn;
    private final String name;
    private final UUID uuid;
    private volatile NetworkState state;
    private volatile Dnsmasq dnsmasq;

    VirtualNetwork(NetworkStore store, NetworkFolders folders, NetworkHooks hooks, Firewall.Backend firewalls,
            NetworkState state) {
        this.store = store;
        this.folders = folders;
        this.hooks = hooks;
        this.firewalls = firewalls;
        this.name = state.current().name();
        this.uuid = state.current().id();
        this.turn = new Turn("network '" + name + "'");
        this.state = state;
        this.dnsmasq = server(state.current());
    }

    public String name() {
        return name;
    }

    public UUID uuid() {
        return uuid;
    }

    NetworkState state() {
        return state;
    }

    private void become(NetworkState next) {
        state = next;
    }

    public boolean isActive() {
        return state.active().isPresent();
    }

    public boolean isPersistent() {
        return state.definition().isPresent();
    }

    public boolean autostarts() {
        return state.autostart();
    }

    /** The network as it runs, or its definition when it does not. */
    public Network current() {
        NetworkState now = state;
        return now.active().map(active -> new PortAllocation(active.live(), active.ports()).counted()).orElseGet(now::current);
    }

    /** The document: what runs, or with {@code inactive} the definition, where it has one. */
    public String format(boolean inactive) {
        NetworkState now = state;
        if (inactive) return now.definition().orElseGet(now::current).format(View.INACTIVE);
        return current().format(now.active().isPresent() ? View.LIVE : View.INACTIVE);
    }

    /** The bridge's name, or libvirt's error that there is none. */
    public String bridgeName() {
        return state.current().bridgeName().orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, "network '%s' does not have a bridge name.", name));
    }

    /** The bridge's name now and after the next start. */
    boolean usesBridge(String bridge) {
        NetworkState now = state;
        return now.current().bridgeName().equals(Optional.of(bridge))
                || now.definition().flatMap(Network::bridgeName).equals(Optional.of(bridge));
    }

    Turn.Held takeTurn(String what) {
        return turn.take(what);
    }

    /** A definition for the next start. The turn is held. */
    void define(Network definition) {
        store.saveDefinition(definition);
        become(state.withDefinition(Optional.of(definition)));
    }

    /** Forgets the definition; a running network goes on without one. The turn is held. */
    void undefine() {
        if (!isPersistent()) throw NETWORK.error(OPERATION_INVALID, "can't undefine transient network");
        store.deleteDefinition(name);
        become(state.withDefinition(Optional.empty()));
    }

    public void setAutostart(boolean on) {
        try (var _ = turn.take("autostart")) {
            if (!isPersistent()) throw NETWORK.error(OPERATION_INVALID, "cannot set autostart for transient network");
            if (state.autostart() == on) return;
            store.setAutostart(name, on);
            become(state.withAutostart(on));
        }
    }

    /** Starts what {@code definition} says. If a step fails, the steps before it are taken back. The turn is held. */
    void start(Network definition) {
        try (var undo = new Undo()) {
            if (isActive()) throw NETWORK.error(OPERATION_INVALID, "network is already active");
            Network filled = new InterfacePool(definition).filled();
            boolean rewrites = filled.mode() == Forward.Mode.NAT && !filled.ip().isEmpty();
            Network live = rewrites ? filled.withForward(filled.forward().orElseThrow().withPorts()) : filled;
            if (live.ownsBridge()) {
                dnsmasq = server(live);
                setup(live).check();
            }
            hooks.start(live);
            undo.add("forget status of " + name, () -> store.deleteStatus(name));
            store.saveStatus(new NetworkStore.Status(true, live));
            if (live.ownsBridge()) {
                setup(live).bringUp(undo);
            } else {
                useHostBridge(live, undo);
            }
            hooks.started(live);
            store.saveStatus(new NetworkStore.Status(false, live));
            undo.keep();
            become(state.withActive(Optional.of(new Active(live, List.of()))));
        }
    }

    private Dnsmasq server(Network network) {
        return new Dnsmasq(folders, network, () -> turn.take("dnsmasq"));
    }

    private BridgeSetup setup(Network live) {
        return new BridgeSetup(live, dnsmasq, firewalls.of(live));
    }

    /** A bridge of the host's: only what is said of its traffic and of its table. */
    private static void useHostBridge(Network live, Undo undo) {
        if (live.bridgeName().isEmpty()) return;
        String bridge = live.bridgeName().get();
        live.bandwidth().ifPresent(bandwidth -> {
            undo.add("clear limits of " + bridge, () -> Bandwidths.clear(bridge));
            Bandwidths.limit(bridge, bandwidth, true, true);
        });
        if (live.bridge().flatMap(Bridge::macTableManager).equals(Optional.of(Bridge.MacTableManager.LIBVIRT))) {
            try {
                Links.setVlanFiltering(bridge, true);
            } catch (IOException e) {
                throw BridgeSetup.failed(e, "Unable to set bridge %s %s", bridge, "vlan_filtering");
            }
        }
    }

    /** Stops it. The turn is held. */
    void stop() {
        Active active = state.active().orElseThrow(() -> NETWORK.error(OPERATION_INVALID, "network '%s' is not active", name));
        Network live = active.live();
        if (live.ownsBridge()) {
            setup(live).takeDown();
        } else if (live.bandwidth().isPresent()) {
            live.bridgeName().ifPresent(Bandwidths::clear);
        }
        store.deleteStatus(name);
        hooks.stopped(live);
        become(state.withActive(Optional.empty()));
    }

    /** Changes a section of what runs, of the definition, or of both. */
    public void update(NetworkUpdate update, boolean live, boolean config) {
        try (var _ = turn.take("update")) {
            NetworkState now = state;
            Impact impact = impact(live, config);
            // both are made, and read again, before either is put in place
            Optional<Network> definition = impact.config ? Optional.of(changed(update, now.definition().orElseThrow())) : Optional.empty();
            Optional<Network> running = impact.live ? Optional.of(changed(update, current())) : Optional.empty();
            try (var undo = new Undo()) {
                running.ifPresent(network -> {
                    Network before = now.active().orElseThrow().live();
                    undo.add("serve network " + name + " as before", () -> serve(update.section(), network, before));
                    undo.add("keep status of " + name, () -> store.saveStatus(new NetworkStore.Status(false, before)));
                    serve(update.section(), before, network);
                    store.saveStatus(new NetworkStore.Status(false, network));
                });
                definition.ifPresent(store::saveDefinition);
                undo.keep();
            }
            if (definition.isPresent()) become(state.withDefinition(definition));
            running.ifPresent(network -> become(state.withActive(Optional.of(new Active(network, now.active().orElseThrow().ports())))));
            hooks.updated(current());
        }
    }

    /** What a change is made to: what runs, the definition, or both. */
    private record Impact(boolean live, boolean config) {}

    /** Without a choice, what runs, or else the definition. */
    private Impact impact(boolean live, boolean config) {
        boolean toLive = live || !config && isActive();
        boolean toConfig = config || !live && !isActive();
        if (toLive && !isActive()) throw NETWORK.error(OPERATION_INVALID, "network is not running");
        if (toConfig && !isPersistent()) throw NETWORK.error(OPERATION_INVALID, "cannot change persistent config of a transient network");
        return new Impact(toLive, toConfig);
    }

    /** What is noted with it: with what runs, or with the definition. */
    public String note(NetworkNotes.Kind kind, Optional<String> uri, boolean live, boolean config) {
        Impact impact = impact(live, config);
        if (live && config) {
            throw NETWORK.error(INVALID_ARG, "Flags 'VIR_NETWORK_UPDATE_AFFECT_LIVE' and 'VIR_NETWORK_UPDATE_AFFECT_CONFIG' are"
                    + " mutually exclusive");
        }
        NetworkState now = state;
        return NetworkNotes.find(impact.live ? now.current() : now.definition().orElseThrow(), kind, uri);
    }

    /** Notes something with it. The turn is held. */
    void note(NetworkNotes.Note note, boolean live, boolean config) {
        NetworkState now = state;
        Impact impact = impact(live, config);
        Optional<Network> definition = now.definition().filter(_ -> impact.config).map(note::on);
        Optional<Active> active = now.active().filter(_ -> impact.live).map(some -> new Active(note.on(some.live()), some.ports()));
        try (var undo = new Undo()) {
            active.ifPresent(some -> {
                Network before = now.active().orElseThrow().live();
                undo.add("keep status of " + name, () -> store.saveStatus(new NetworkStore.Status(false, before)));
                store.saveStatus(new NetworkStore.Status(false, some.live()));
            });
            definition.ifPresent(store::saveDefinition);
            undo.keep();
        }
        if (definition.isPresent()) become(state.withDefinition(definition));
        if (active.isPresent()) become(state.withActive(active));
    }

    private static Network changed(NetworkUpdate update, Network network) {
        return Network.parse(update.apply(network).format(View.LIVE));
    }

    /** Brings dnsmasq and the firewall from what they know to what they are to know. */
    private void serve(NetworkUpdate.Section section, Network before, Network changed) {
        if (changed.ownsBridge()) {
            switch (section) {
                case IP_DHCP_RANGE, DNS_TXT, DNS_SRV, BRIDGE, DOMAIN, IP -> dnsmasq.restart(changed);
                case IP_DHCP_HOST -> {
                    if (serves(before) == serves(changed)) {
                        refreshNames(changed);
                    } else {
                        dnsmasq.restart(changed);
                    }
                }
                case DNS_HOST -> refreshNames(changed);
                case NONE, FORWARD, FORWARD_INTERFACE, FORWARD_PF, PORTGROUP -> { }
            }
            switch (section) {
                case FORWARD, FORWARD_INTERFACE, IP, IP_DHCP_RANGE, IP_DHCP_HOST -> {
                    if (Firewall.needed(changed)) firewalls.of(changed).apply();
                }
                case NONE, BRIDGE, DOMAIN, FORWARD_PF, PORTGROUP, DNS_HOST, DNS_TXT, DNS_SRV -> { }
            }
        }
    }

    private void refreshNames(Network changed) {
        if (DnsmasqConfig.needed(changed)) dnsmasq.refresh(changed);
    }

    private static boolean serves(Network network) {
        return network.ips(false).stream().anyMatch(ip -> ip.servesDhcp() || ip.tftp().isPresent());
    }

    /** The leases that hold now; only those of one hardware address where it is given. */
    public List<Lease> leases(Optional<MacAddress> mac) {
        Path file = folders.leases(name);
        if (!isActive() || !Files.exists(file)) return List.of();
        try (var lines = Files.lines(file)) {
            return Lease.parse(lines, System.currentTimeMillis() / 1000).stream()
                    .filter(lease -> lease.mac().isPresent() && (mac.isEmpty() || lease.mac().equals(mac)))
                    .toList();
        } catch (IOException e) {
            throw BridgeSetup.failed(e, "Unable to read leases file: %s", file);
        }
    }

    /** How many bits of a lease's address are the network's. */
    public int prefixOf(Lease lease) {
        return state.current().ips(lease.ip().v6()).stream().findFirst().map(Ip::prefixLength).orElse(0);
    }

    /** libvirt's error when it does not run. */
    public void requireActive() {
        running();
    }

    private Active running() {
        return state.active().orElseThrow(() -> NETWORK.error(OPERATION_INVALID, "network '%s' is not active", name));
    }

    /** The ports in use. */
    public List<NetworkPort> ports() {
        return running().ports();
    }

    public NetworkPort port(UUID port) {
        return state.active().stream().flatMap(active -> active.ports().stream()).filter(some -> some.uuid().equals(port)).findFirst()
                .orElseThrow(() -> NETWORK.error(NO_NETWORK_PORT, "Network port with UUID %s does not exist", port));
    }

    /**
     * Makes a port: what it lacks comes from its port group and the network.
     *
     * @param reclaim the port is in use already, and says what it is plugged into
     */
    public NetworkPort createPort(NetworkPort wanted, boolean reclaim) {
        try (var _ = turn.take("port-create"); var undo = new Undo()) {
            Active active = running();
            if (active.ports().stream().anyMatch(port -> port.uuid().equals(wanted.uuid()))) {
                if (reclaim) return port(wanted.uuid());
                throw NETWORK.error(NETWORK_PORT_EXIST, "Network port with UUID %s already exists", wanted.uuid());
            }
            if (reclaim && wanted.plug().isEmpty()) {
                throw NETWORK.error(INVALID_ARG, "Port reclaim requested but plug type is none");
            }
            if (!reclaim && wanted.plug().isPresent()) {
                throw NETWORK.error(INVALID_ARG, "Port reclaim not requested but plug type is not none");
            }
            NetworkPort port = reclaim ? wanted : promised(active, undo,
                    new PortAllocation(active.live(), active.ports()).allocate(wanted, UUID::randomUUID));
            List<NetworkPort> ports = new ArrayList<>(active.ports());
            ports.add(port);
            hooks.portCreated(new PortAllocation(active.live(), ports).counted(), port);
            store.savePort(name, port);
            undo.keep();
            become(state.withActive(Optional.of(new Active(active.live(), ports))));
            return port;
        }
    }

    /** With a class of its own on the bridge, where it is promised a rate. */
    private static NetworkPort promised(Active active, Undo undo, NetworkPort port) {
        Optional<Integer> id = Bandwidths.classFor(active.ports(), port);
        if (id.isEmpty()) return port;
        NetworkPort classed = port.withBandwidth(port.bandwidth().map(bandwidth -> bandwidth.withClassId(id.get())));
        undo.add("release bandwidth of " + port.uuid(), () -> Bandwidths.release(active.live(), classed, active.ports()));
        Bandwidths.promise(active.live(), classed, active.ports());
        return classed;
    }

    /** Gives a port back. */
    public void deletePort(UUID uuid) {
        try (var _ = turn.take("port-delete")) {
            NetworkPort port = port(uuid);
            Active active = running();
            List<NetworkPort> rest = active.ports().stream().filter(other -> other != port).toList();
            if (port.bandwidth().flatMap(Bandwidth::classId).isPresent()) Bandwidths.release(active.live(), port, rest);
            store.deletePort(name, uuid);
            become(state.withActive(Optional.of(new Active(active.live(), rest))));
            hooks.portDeleted(current(), port);
        }
    }

    /** Changes what a port is promised. */
    public void limitPort(UUID uuid, Optional<Bandwidth> bandwidth) {
        try (var _ = turn.take("port-set-params"); var undo = new Undo()) {
            NetworkPort before = port(uuid);
            Active active = running();
            List<NetworkPort> rest = new ArrayList<>(active.ports().stream().filter(other -> other != before).toList());
            Bandwidths.check(active.live(), rest, before.mac().address(), bandwidth);
            if (before.bandwidth().flatMap(Bandwidth::classId).isPresent()) Bandwidths.release(active.live(), before, rest);
            NetworkPort port = promised(active, undo, before.withBandwidth(bandwidth));
            rest.add(port);
            store.savePort(name, port);
            undo.keep();
            become(state.withActive(Optional.of(new Active(active.live(), rest))));
        }
    }

    /**
     * After the daemon's own start: takes up a network that its status says was running, or takes down what was only begun, or
     * what the host has lost. False when it does not run.
     */
    boolean reclaim(NetworkStore.Status status) {
        Network live = status.network();
        dnsmasq = server(live);
        try {
            boolean there = !status.starting() && (!live.ownsBridge() || setup(live).isOurs());
            if (!there) {
                LOG.log(Level.INFO, "network {0} was left half way: it is taken down", name);
                if (live.ownsBridge()) setup(live).takeDown();
                store.deleteStatus(name);
                return false;
            }
            become(state.withActive(Optional.of(new Active(live, store.ports(name)))));
            if (live.ownsBridge()) setup(live).repair();
        } catch (IOException | VirtException e) {
            LOG.log(Level.ERROR, "network " + name + " cannot be taken up as it was", e);
        }
        return isActive();
    }

    /** Puts back what the host has lost. */
    void repair() {
        try (var _ = turn.take("repair")) {
            state.active().map(Active::live).filter(Network::ownsBridge).ifPresent(live -> {
                if (Firewall.needed(live)) firewalls.of(live).apply();
                refreshNames(live);
            });
        }
    }

    /** Puts the firewall's rules back where their table is gone: somebody has loaded others. */
    void guard(Predicate<String> lost) {
        if (guarded(lost).isEmpty()) return;
        try (var _ = turn.take("firewall")) {
            Optional<Network> live = guarded(lost);
            if (live.isEmpty()) return;
            Firewall firewall = firewalls.of(live.get());
            if (firewall.inPlace()) return;
            LOG.log(Level.INFO, "firewall rules of network {0} are gone: they are put back", name);
            firewall.apply();
        }
    }

    private Optional<Network> guarded(Predicate<String> lost) {
        return state.active().map(Active::live).filter(Firewall::needed).filter(live -> firewalls.of(live).concernedBy(lost));
    }
}
