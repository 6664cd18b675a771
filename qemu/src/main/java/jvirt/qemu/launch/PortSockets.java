package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Smartcard;
import jvirt.host.Account;
import jvirt.host.Descriptor;
import jvirt.host.Undo;
import jvirt.host.UnixSocket;
import jvirt.qemu.plug.Handed;

/** The sockets on which a machine's ports listen: made by us and handed to QEMU, whose user may not make one in each folder. */
final class PortSockets {
    /** What QEMU's own would have: {@code qemuOpenChrChardevUNIXSocket}, libvirt 9.0.0 src/qemu/qemu_command.c. */
    private static final String PERMISSIONS = "rw-rw-r--";

    private PortSockets() {}

    static void open(Domain live, Account account, Handed handed, Undo undo) {
        paths(live).forEach((alias, path) -> handed.add(alias + "-socket", listen(path, account, undo)));
    }

    /** @param undo takes the file away, which a QEMU that has not made it leaves */
    static Descriptor listen(Path path, Account account, Undo undo) {
        try {
            Descriptor socket = UnixSocket.listen(path);
            delete(path, undo);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(PERMISSIONS));
            Folders.give(path, account);
            return socket;
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Unable to bind to UNIX socket path '%s': %s", path, e.getMessage());
        }
    }

    /** Those of a machine that runs already. */
    static void reclaim(Domain live, Undo undo) {
        paths(live).values().forEach(path -> delete(path, undo));
    }

    private static void delete(Path path, Undo undo) {
        undo.add("delete " + path, () -> Files.deleteIfExists(path));
    }

    private static Map<String, Path> paths(Domain live) {
        Map<String, Path> paths = new LinkedHashMap<>();
        for (Device device : live.devices().all()) {
            if (device instanceof Console console && mirrors(console, live)) continue;
            chardev(device).flatMap(PortSockets::path).ifPresent(path -> paths.put(device.alias().orElseThrow(), path));
        }
        return paths;
    }

    private static Optional<Chardev> chardev(Device device) {
        return switch (device) {
            case Serial serial -> Optional.of(serial.chardev());
            case Parallel parallel -> Optional.of(parallel.chardev());
            case Channel channel -> Optional.of(channel.chardev());
            case Console console -> Optional.of(console.chardev());
            case Redirdev redirdev -> Optional.of(redirdev.chardev());
            case Smartcard card -> card.card() instanceof Smartcard.Card.Passthrough(var chardev) ? Optional.of(chardev) : Optional.empty();
            case Rng rng -> rng.backend() instanceof Rng.Backend.Egd(var chardev) ? Optional.of(chardev) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The first console may be the first serial port under another name. */
    private static boolean mirrors(Console console, Domain live) {
        return !live.devices().serials().isEmpty() && live.devices().consoles().getFirst().equals(console)
                && console.target().flatMap(Console.Target::type).filter(Console.Type.SERIAL::equals).isPresent();
    }

    private static Optional<Path> path(Chardev chardev) {
        if (!(chardev.source() instanceof ChardevSource.Unix(var end))) return Optional.empty();
        return end.filter(one -> one.mode() == ChardevSource.Mode.BIND).flatMap(ChardevSource.UnixEnd::path).map(Path::of);
    }
}
