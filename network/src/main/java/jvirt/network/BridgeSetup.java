package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.network.Bridge;
import jvirt.api.network.Forward;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;
import jvirt.api.network.Route;
import jvirt.api.xml.OnOff;
import jvirt.host.ErrnoException;
import jvirt.host.Undo;
import jvirt.host.net.Addresses;
import jvirt.host.net.Links;
import jvirt.host.net.Routes;
import jvirt.host.net.Sysctl;

/**
 * Brings up a network whose bridge is ours: the bridge with its addresses, the firewall, dnsmasq. Each step adds what takes it
 * back. The programs run side by side: most of the time is theirs.
 */
record BridgeSetup(Network network, Dnsmasq dnsmasq, Firewall firewall) {
    private static final Logger LOG = System.getLogger("jvirt.network");

    private String bridge() {
        return network.bridgeName().orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, "network '%s' has no bridge name defined", network.name()));
    }

    /** Refuses what would be in somebody's way, before anything is touched. */
    void check() {
        try {
            for (Routes.Route route : Routes.v4()) collide(route);
            if (Links.exists(bridge())) {
                throw creating(new ErrnoException(ErrnoException.EEXIST, bridge()));
            }
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "cannot look at the host's network: %s", e.getMessage());
        }
    }

    private VirtException creating(IOException e) {
        return failed(e, "error creating bridge interface %s", bridge());
    }

    /** An address or a route of the network that the host has already: {@code networkCheckRouteCollision}. */
    private void collide(Routes.Route route) {
        for (Ip ip : network.ips(false)) {
            int prefix = ip.prefixLength();
            if (prefix >= 0 && route.network().equals(ip.address().network(prefix)) && route.mask().equals(ip.address().mask(prefix))) {
                throw NETWORK.error(INTERNAL_ERROR, "Network is already in use by interface %s", route.link());
            }
        }
        for (Route own : network.route()) {
            int prefix = own.prefixLength();
            if (own.address().v6() || prefix < 0) continue;
            if (route.network().equals(own.address().network(prefix)) && route.mask().equals(own.address().mask(prefix))) {
                throw NETWORK.error(INTERNAL_ERROR, "Route address '%s' conflicts with IP address for '%s'",
                        own.address().network(prefix), route.link());
            }
        }
    }

    static VirtException failed(IOException e, String what, Object... args) {
        String reason = e instanceof ErrnoException errno ? errno.reason() : e.getMessage();
        return NONE.error(SYSTEM_ERROR, e, "%s: %s", String.format(what, args), reason);
    }

    void bringUp(Undo undo) {
        createBridge(undo);
        boolean guarded = Firewall.needed(network);
        if (guarded) undo.add("remove firewall rules of " + bridge(), firewall::withdraw);
        CompletableFuture<Void> rules = aside(guarded, firewall::apply);
        try {
            addAddresses();
            boolean served = DnsmasqConfig.needed(network);
            if (served) serve(undo);
            forwardPackets(undo);
            network.bandwidth().ifPresent(bandwidth -> Bandwidths.limit(bridge(), bandwidth, true, true));
        } finally {
            // also after a failure: what takes the rules back must come after what makes them
            awaitQuietly(rules);
        }
        await(rules);
    }

    private void serve(Undo undo) {
        if (!dnsmasq.hasLeases()) undo.add("forget leases of " + network.name(), dnsmasq::forgetLeases);
        undo.add("stop dnsmasq of " + network.name(), dnsmasq::stop);
        dnsmasq.start();
    }

    private static CompletableFuture<Void> aside(boolean needed, Runnable work) {
        if (!needed) return CompletableFuture.completedFuture(null);
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
                done.complete(null);
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    private static void awaitQuietly(CompletableFuture<Void> work) {
        work.handle((_, _) -> null).join();
    }

    private static void await(CompletableFuture<Void> work) {
        try {
            work.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void createBridge(Undo undo) {
        Bridge bridge = network.bridge().orElseThrow();
        Optional<MacAddress> mac = network.mac().map(Network.Mac::address);
        try {
            Links.createBridge(bridge(), mac, bridge.stp().map(OnOff::on).orElse(true), bridge.delay().orElse(0L));
        } catch (IOException e) {
            throw creating(e);
        }
        undo.add("delete bridge " + bridge(), () -> Links.delete(bridge()));
        try {
            if (network.mtu().isPresent()) Links.setMtu(bridge(), network.mtu().get().size());
        } catch (IOException e) {
            throw failed(e, "Cannot set interface MTU on '%s'", bridge());
        }
        setIpv6();
        macTable();
    }

    /** Without an address of IPv6 the bridge has none at all; with one, it does not listen to what guests announce. */
    private void setIpv6() {
        if (!Sysctl.exists("ipv6", "conf", bridge(), "disable_ipv6")) return;
        setting(network.ips(true).isEmpty() ? "1" : "0", "disable_ipv6");
        setting("0", "accept_ra");
        setting("0", "autoconf");
    }

    private void setting(String value, String name) {
        try {
            Sysctl.write(value, "ipv6", "conf", bridge(), name);
        } catch (IOException e) {
            throw failed(e, "cannot write to '%s' on bridge '%s'", Sysctl.path("ipv6", "conf", bridge(), name), bridge());
        }
    }

    private void macTable() {
        if (!network.bridge().flatMap(Bridge::macTableManager).equals(Optional.of(Bridge.MacTableManager.LIBVIRT))) return;
        try {
            Links.setVlanFiltering(bridge(), true);
        } catch (IOException e) {
            throw failed(e, "Unable to set bridge %s %s", bridge(), "vlan_filtering");
        }
    }

    private void addAddresses() {
        for (Ip ip : network.ip()) {
            int prefix = ip.prefixLength();
            if (prefix < 0) {
                throw NETWORK.error(INTERNAL_ERROR, "bridge '%s' has an invalid netmask or IP address", bridge());
            }
            try {
                Addresses.add(bridge(), ip.address(), prefix);
            } catch (IOException e) {
                throw NETWORK.error(INTERNAL_ERROR, e, "Failed to add IP address %s/%d to %s", ip.address(), prefix, bridge());
            }
        }
        try {
            Links.setUp(bridge(), true);
        } catch (IOException e) {
            throw failed(e, "Cannot set interface flags on '%s'", bridge());
        }
        for (Route route : network.route()) addRoute(route);
    }

    /** A route that cannot be added does not keep the network from starting: so it is with libvirt. */
    private void addRoute(Route route) {
        try {
            Addresses.addRoute(bridge(), route.address(), route.prefixLength(), route.gateway(), route.metric());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot add route to {0}/{1} via {2}: {3}", route.address(), route.prefixLength(), route.gateway(),
                    e.getMessage());
        }
    }

    private void forwardPackets(Undo undo) {
        if (network.mode() == Forward.Mode.NONE) return;
        try {
            if (!network.ips(false).isEmpty()) forward(undo, "ipv4", "ip_forward");
            if (!network.ips(true).isEmpty()) forward(undo, "ipv6", "conf", "all", "forwarding");
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "failed to enable IP forwarding: %s", e.getMessage());
        }
    }

    private static void forward(Undo undo, String... setting) throws IOException {
        String before = Sysctl.read(setting);
        if (before.equals("1")) return;
        Sysctl.write("1", setting);
        undo.add("restore " + Sysctl.path(setting), () -> Sysctl.write(before, setting));
    }

    /** Takes all of it down, whatever is there; forwarding stays on, since others may have come to need it. */
    void takeDown() {
        CompletableFuture<Void> rules = aside(Firewall.needed(network), firewall::withdraw);
        CompletableFuture<Void> server = aside(true, dnsmasq::stop);
        try {
            if (isOurs()) Links.delete(bridge());
        } catch (IOException e) {
            throw failed(e, "Unable to delete bridge %s", bridge());
        } finally {
            awaitQuietly(rules);
            awaitQuietly(server);
        }
        await(rules);
        await(server);
    }

    /** There is a bridge of this name with our address. */
    boolean isOurs() throws IOException {
        Optional<MacAddress> mac = network.mac().map(Network.Mac::address);
        return Links.find(bridge()).filter(link -> link.kind().equals("bridge") && (mac.isEmpty() || link.mac().equals(mac)))
                .isPresent();
    }

    /** After the daemon's own start: puts back what the host has lost meanwhile. */
    void repair() {
        if (Firewall.needed(network)) firewall.apply();
        if (DnsmasqConfig.needed(network)) dnsmasq.reclaim();
    }
}
