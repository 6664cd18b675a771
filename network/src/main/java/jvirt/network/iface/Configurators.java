package jvirt.network.iface;

import static jvirt.api.ErrorCode.CONF_SYNTAX;
import static jvirt.api.ErrorDomain.INTERFACE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.host.ConfFile;
import jvirt.host.Program;
import jvirt.host.Roots;
import jvirt.network.iface.Configurator.Commands;

/** Which configurator the host has. */
enum Configurators {
    NETPLAN, NETWORKMANAGER, NETWORKD, IFUPDOWN;

    /** A start may wait for a DHCP server, and for a bridge to forward. */
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final Path ROOT = Path.of("/");

    /**
     * What {@code interface_backend} of {@code network.conf} names, else the one that runs here. A daemon with a root of its own
     * writes below that root only, unless it is named there.
     */
    static Optional<Configurator> of(Roots roots) throws IOException {
        Optional<String> said = ConfFile.read(roots.etc().resolve("network.conf")).text("interface_backend");
        if (said.equals(Optional.of("none"))) return Optional.empty();
        if (said.isPresent()) return Optional.of(named(said.get()).at(ROOT));
        return roots.equals(Roots.SYSTEM) ? running(ROOT).map(kind -> kind.at(ROOT)) : Optional.empty();
    }

    private static Configurators named(String name) {
        return Arrays.stream(values()).filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(name)).findFirst().orElseThrow(() ->
                INTERFACE.error(CONF_SYNTAX, "unrecognized value for interface_backend: '%s'", name));
    }

    /** netplan writes for one of the others, so it is asked first; ifupdown leaves nothing running. */
    static Optional<Configurators> running(Path root) throws IOException {
        if (!EtcFile.list(root.resolve("etc/netplan"), ".yaml").isEmpty() && Program.find("netplan").isPresent()) return Optional.of(NETPLAN);
        if (Files.exists(root.resolve("run/NetworkManager/NetworkManager.pid"))
                || Files.isDirectory(root.resolve("run/NetworkManager/devices"))) return Optional.of(NETWORKMANAGER);
        if (Files.exists(root.resolve("run/systemd/netif/state"))) return Optional.of(NETWORKD);
        if (Files.exists(root.resolve("etc/network/interfaces")) && Program.find("ifup").isPresent()) return Optional.of(IFUPDOWN);
        return Optional.empty();
    }

    private Configurator at(Path root) {
        Commands commands = words -> Program.of(List.of(words)).limit(LIMIT).run();
        return switch (this) {
            case NETPLAN -> new Netplan(root, commands);
            case NETWORKMANAGER -> new NetworkManager(root, commands);
            case NETWORKD -> new Networkd(root, commands);
            case IFUPDOWN -> new Ifupdown(root, commands);
        };
    }
}
