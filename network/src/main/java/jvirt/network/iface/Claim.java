package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.host.Undo;
import jvirt.host.net.Addresses;
import jvirt.host.net.Link;
import jvirt.host.net.Links;
import jvirt.host.net.Routes;
import jvirt.network.iface.Configurator.Commands;

/**
 * Interfaces on the way to become ports of another, which then has their addresses: a port keeps none. Closing gives them back,
 * with the routes that went with them, unless the claim is kept.
 */
final class Claim implements AutoCloseable {
    private final Undo undo = new Undo();

    private Claim() {}

    /** Takes the addresses of these, and ends the DHCP client that would get them back. */
    static Claim of(List<String> names, Path root, Commands commands) throws IOException, InterruptedException {
        Claim claim = new Claim();
        try {
            for (String name : names) claim.take(name, root, commands);
            return claim;
        } catch (IOException | InterruptedException | RuntimeException e) {
            claim.close();
            throw e;
        }
    }

    private void take(String name, Path root, Commands commands) throws IOException, InterruptedException {
        Optional<Link> link = Links.find(name);
        if (link.isEmpty()) return;
        Path pid = root.resolve("run/dhclient." + name + ".pid");
        if (Files.exists(pid)) commands.run("dhclient", "-x", "-pf", pid.toString(), name);
        // undone last first: a gateway can be named again only when the addresses are there
        for (Routes.Route route : Routes.v4()) {
            if (!route.link().equals(name) || route.gateway().isEmpty()) continue;
            undo.add("put back the route of " + name, () ->
                    Addresses.addRoute(name, route.network(), bits(route.mask()), route.gateway().get(), Optional.of(route.metric())));
        }
        for (Addresses.Address address : Addresses.all()) {
            if (address.link() != link.get().index() || linkLocal(address.address())) continue;
            undo.add("put back the address of " + name, () -> Addresses.add(name, address.address(), address.prefix()));
            Addresses.remove(name, address.address(), address.prefix());
        }
    }

    /** The kernel makes these itself. */
    private static boolean linkLocal(IpAddress address) {
        return address.v6() && address.toString().startsWith("fe80:");
    }

    private static int bits(IpAddress mask) {
        int bits = 0;
        for (byte part : mask.bytes()) bits += Integer.bitCount(part & 0xff);
        return bits;
    }

    void keep() {
        undo.keep();
    }

    @Override public void close() {
        undo.close();
    }
}
