package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NETWORK;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkRules;
import jvirt.host.ConfFile;
import jvirt.host.Hooks;
import jvirt.host.Roots;
import jvirt.host.net.Links;

/** All networks of a root. Names, identities and bridges are given out under one turn, the registry's. */
public final class Networks {
    private static final Logger LOG = System.getLogger("jvirt.network");
    /** {@code MAX_BRIDGE_ID}, libvirt 9.0.0 src/network/bridge_driver.c */
    private static final int MAX_BRIDGE_ID = 256;

    private final NetworkFolders folders;
    private final NetworkStore store;
    private final NetworkHooks hooks;
    private final Optional<Firewall.Backend> saidFirewalls;
    private final Firewall.Backend firewalls;
    private final NetworkEvents events;
    private final Map<String, VirtualNetwork> networks = new ConcurrentSkipListMap<>();
    private final Turn registry = new Turn("the list of networks");

    private Networks(Roots roots, Hooks hooks, NetworkEvents events) {
        this.folders = new NetworkFolders(roots);
        this.hooks = new NetworkHooks(hooks);
        this.saidFirewalls = Firewall.Backend.said(configuration(roots));
        this.firewalls = saidFirewalls.orElse(Firewall.Backend.NFTABLES);
        this.store = new NetworkStore(folders);
        this.events = events;
    }

    /** Reads what is on disk and takes up what runs. Networks that start by themselves are started by {@link #autostart}. */
    public static Networks open(Roots roots, Hooks hooks, NetworkEvents events) {
        Networks networks = new Networks(roots, hooks, events);
        networks.load();
        FirewallWatch.start(networks::guard);
        return networks;
    }

    private static ConfFile configuration(Roots roots) {
        Path file = roots.etc().resolve("network.conf");
        try {
            return ConfFile.read(file);
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "Failed to read %s: %s", file, e.getMessage());
        }
    }

    private void load() {
        for (Network definition : store.definitions()) {
            Network identified = definition.uuid().isPresent() ? definition : definition.withUuid(UUID.randomUUID());
            add(NetworkState.defined(identified, store.autostarts(definition.name())));
        }
        List<Thread> reclaiming = new ArrayList<>();
        for (NetworkStore.Status status : store.statuses()) {
            reclaiming.add(Thread.ofVirtual().name("reclaim " + status.network().name()).start(() -> reclaim(status)));
        }
        join(reclaiming);
    }

    private void reclaim(NetworkStore.Status status) {
        VirtualNetwork network = networks.get(status.network().name());
        if (network == null) network = add(NetworkState.unkept(status.network()));
        // whoever says which firewall is meant may have changed his mind
        saidFirewalls.filter(_ -> Firewall.needed(status.network())).ifPresent(said -> leave(said.other(), status.network()));
        boolean active = network.reclaim(status);
        if (!active && !network.isPersistent()) networks.remove(network.name());
    }

    private static void leave(Firewall.Backend other, Network live) {
        try {
            other.of(live).withdraw();
        } catch (VirtException e) {
            LOG.log(Level.DEBUG, "no rules of network " + live.name() + " in " + other, e);
        }
    }

    private VirtualNetwork add(NetworkState state) {
        VirtualNetwork network = new VirtualNetwork(store, folders, hooks, firewalls, state);
        networks.put(network.name(), network);
        return network;
    }

    private static void join(List<Thread> threads) {
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the networks that start by themselves, side by side; one that fails is logged. */
    public void autostart() {
        List<Thread> starting = new ArrayList<>();
        for (VirtualNetwork network : networks.values()) {
            if (!network.autostarts() || network.isActive()) continue;
            starting.add(Thread.ofVirtual().name("autostart " + network.name()).start(() -> {
                try {
                    start(network);
                } catch (VirtException e) {
                    LOG.log(Level.ERROR, "network " + network.name() + " does not start: " + e.getMessage(), e);
                }
            }));
        }
        join(starting);
    }

    /** All networks, by their names. */
    public List<VirtualNetwork> all() {
        return List.copyOf(networks.values());
    }

    public VirtualNetwork named(String name) {
        return Optional.ofNullable(networks.get(name)).orElseThrow(() ->
                NETWORK.error(NO_NETWORK, "no network with matching name '%s'", name));
    }

    /** The network of this identity; {@code name} is said where it is not there. */
    public VirtualNetwork of(UUID uuid, Optional<String> name) {
        return find(uuid).orElseThrow(() -> NETWORK.error(NO_NETWORK, name.isPresent()
                ? "no network with matching uuid '%s' (%s)" : "no network with matching uuid '%s'", uuid, name.orElse("")));
    }

    private Optional<VirtualNetwork> find(UUID uuid) {
        return networks.values().stream().filter(network -> network.uuid().equals(uuid)).findFirst();
    }

    /** Keeps a definition: a new network's, or another one of a network that is there. */
    public VirtualNetwork define(String document) {
        Network read = Network.parse(document);
        try (var _ = registry.take("net-define " + read.name())) {
            Network definition = complete(read);
            VirtualNetwork network = sameAs(definition).orElseGet(() ->
                    new VirtualNetwork(store, folders, hooks, firewalls, NetworkState.unkept(definition)));
            try (var _ = network.takeTurn("define")) {
                network.define(definition);
                // also a known one: it may have stopped, and been taken out, while we waited
                networks.put(network.name(), network);
                events.happened(network.name(), network.uuid(), NetworkEvents.Lifecycle.DEFINED);
            }
            return network;
        }
    }

    /** Starts a network that is not kept. */
    public VirtualNetwork create(String document) {
        Network read = Network.parse(document);
        Network live;
        VirtualNetwork network;
        try (var _ = registry.take("net-create " + read.name())) {
            live = complete(read);
            Optional<VirtualNetwork> known = sameAs(live);
            if (known.isPresent() && known.get().isActive()) {
                throw NETWORK.error(OPERATION_INVALID, "network is already active as '%s'", live.name());
            }
            network = known.orElseGet(() -> add(NetworkState.unkept(live)));
        }
        start(network, live);
        return network;
    }

    /** Starts a network as it is defined. */
    public void start(VirtualNetwork network) {
        start(network, network.state().current());
    }

    private void start(VirtualNetwork network, Network live) {
        try (var _ = network.takeTurn("start")) {
            try {
                network.start(live);
                events.happened(network.name(), network.uuid(), NetworkEvents.Lifecycle.STARTED);
            } finally {
                forgetWhenGone(network);
            }
        }
    }

    /** A network that neither runs nor is kept is no more. Its turn is held. */
    private void forgetWhenGone(VirtualNetwork network) {
        if (network.isActive() || network.isPersistent()) return;
        networks.remove(network.name(), network);
        store.deleteLeases(network.name());
    }

    public void undefine(VirtualNetwork network) {
        try (var _ = network.takeTurn("undefine")) {
            network.undefine();
            forgetWhenGone(network);
            events.happened(network.name(), network.uuid(), NetworkEvents.Lifecycle.UNDEFINED);
        }
    }

    public void stop(VirtualNetwork network) {
        try (var _ = network.takeTurn("destroy")) {
            network.stop();
            forgetWhenGone(network);
            events.happened(network.name(), network.uuid(), NetworkEvents.Lifecycle.STOPPED);
        }
    }

    /** Notes something with what runs, with the definition, or with both. */
    public void note(VirtualNetwork network, NetworkNotes.Note note, boolean live, boolean config) {
        try (var _ = network.takeTurn("note")) {
            network.note(note, live, config);
            events.happened(network.name(), network.uuid(), new NetworkEvents.MetadataChange(note.kind(), note.uri()));
        }
    }

    /** With what the driver gives to a network: an identity, a bridge, a hardware address. */
    private Network complete(Network read) {
        Network network = read.uuid().isPresent() ? read : read.withUuid(UUID.randomUUID());
        if (network.ownsBridge()) {
            network = network.withBridgeName(bridgeFor(network));
            if (network.mac().isEmpty()) network = network.withMac(randomMac());
        }
        NetworkRules.validate(network);
        return network;
    }

    /** QEMU's own prefix, and three bytes that nobody else has. */
    private static MacAddress randomMac() {
        return new MacAddress(0x5254_0000_0000L | RandomGenerator.getDefault().nextInt(1 << 24));
    }

    private String bridgeFor(Network network) {
        Optional<String> wanted = network.bridgeName();
        if (wanted.isPresent() && !wanted.get().contains("%d")) {
            if (isBridgeUsed(wanted.get(), network.name())) {
                throw NETWORK.error(INTERNAL_ERROR, "bridge name '%s' already in use.", wanted.get());
            }
            return wanted.get();
        }
        String template = wanted.filter(name -> name.indexOf('%') == name.lastIndexOf('%')).orElse("virbr%d");
        for (int id = 0; id <= MAX_BRIDGE_ID; id++) {
            String name = template.replace("%d", Integer.toString(id));
            if (!isBridgeUsed(name, network.name()) && !linkExists(name)) return name;
        }
        throw NETWORK.error(INTERNAL_ERROR, "Bridge generation exceeded max id %d", MAX_BRIDGE_ID);
    }

    private boolean isBridgeUsed(String bridge, String exceptFor) {
        return networks.values().stream().anyMatch(network -> !network.name().equals(exceptFor) && network.usesBridge(bridge));
    }

    private static boolean linkExists(String name) {
        try {
            return Links.exists(name);
        } catch (IOException _) {
            return false;
        }
    }

    /** The network that a document means; one of the two, name or identity, alone is an error. */
    private Optional<VirtualNetwork> sameAs(Network network) {
        Optional<VirtualNetwork> known = find(network.id());
        if (known.isPresent()) {
            if (known.get().name().equals(network.name())) return known;
            throw NETWORK.error(OPERATION_FAILED, "network '%s' is already defined with uuid %s", known.get().name(), network.id());
        }
        VirtualNetwork named = networks.get(network.name());
        if (named == null) return Optional.empty();
        throw NETWORK.error(OPERATION_FAILED, "network '%s' already exists with uuid %s", network.name(), named.uuid());
    }

    /** Puts back whatever of the running networks the host has lost. */
    public void repair() {
        for (VirtualNetwork network : networks.values()) {
            try {
                network.repair();
            } catch (VirtException e) {
                LOG.log(Level.ERROR, "network " + network.name() + " cannot be put back as it was", e);
            }
        }
    }

    /** Puts back the firewall rules of those networks whose tables are lost. */
    private void guard(Predicate<String> lost) {
        for (VirtualNetwork network : networks.values()) {
            try {
                network.guard(lost);
            } catch (VirtException e) {
                LOG.log(Level.ERROR, "firewall rules of network " + network.name() + " cannot be put back", e);
            }
        }
    }
}
