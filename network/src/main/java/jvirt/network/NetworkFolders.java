package jvirt.network;

import java.nio.file.Path;
import java.util.UUID;
import jvirt.host.Roots;

/** Where networks keep what is theirs: definitions for good, status for as long as the host runs, dnsmasq's files. */
record NetworkFolders(Roots roots) {
    Path definitions() {
        return roots.etc().resolve("qemu/networks");
    }

    Path definition(String name) {
        return definitions().resolve(name + ".xml");
    }

    Path autostart() {
        return definitions().resolve("autostart");
    }

    Path autostart(String name) {
        return autostart().resolve(name + ".xml");
    }

    Path status() {
        return roots.run().resolve("network");
    }

    Path status(String name) {
        return status().resolve(name + ".xml");
    }

    Path pidFile(String name) {
        return status().resolve(name + ".pid");
    }

    Path ports(String name) {
        return status().resolve(name).resolve("ports");
    }

    Path port(String name, UUID port) {
        return ports(name).resolve(port + ".xml");
    }

    Path dnsmasq() {
        return roots.lib().resolve("dnsmasq");
    }

    Path configuration(String name) {
        return dnsmasq().resolve(name + ".conf");
    }

    Path leases(String name) {
        return dnsmasq().resolve(name + ".leases");
    }
}
