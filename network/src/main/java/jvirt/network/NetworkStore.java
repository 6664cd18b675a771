package jvirt.network;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import jvirt.api.VirtException;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.host.AtomicFile;

/**
 * Networks on disk: definitions, which of them start with the daemon, and the status of those that run, so that a daemon that
 * was killed finds them again. A status is written before the host is touched: whoever finds one that says {@code starting}
 * takes back what was begun.
 */
final class NetworkStore {
    private static final Logger LOG = System.getLogger("jvirt.network");

    private final NetworkFolders folders;

    NetworkStore(NetworkFolders folders) {
        this.folders = folders;
    }

    /** {@code <networkstatus>}, as libvirt has it, with the phase added. */
    record Status(boolean starting, Network network) {
        static Status parse(String document) {
            Element root = Element.parse(document, "networkstatus");
            Element network = root.child("network").orElseThrow(() ->
                    NETWORK.error(XML_ERROR, "Missing required element '%s' in element '%s'", "network", root.name()));
            return new Status(root.attribute("phase").equals(Optional.of("starting")), Network.read(network));
        }

        String format() {
            XmlWriter writer = new XmlWriter(View.LIVE).start("networkstatus");
            if (starting) writer.attribute("phase", "starting");
            XmlBinding.write("network", network, writer);
            return writer.end().toString();
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void attempt(String what, Path path, Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "%s '%s': %s", what, path, e.getMessage());
        }
    }

    void saveDefinition(Network network) {
        Path file = folders.definition(network.name());
        attempt("cannot create config file", file, () -> AtomicFile.write(file, comment(network) + network.format(View.INACTIVE)));
    }

    private static String comment(Network network) {
        // in a comment, two dashes would be its end
        String name = network.name().contains("--") ? network.id().toString() : network.name();
        return """
                <!--
                WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
                OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
                  jvirt net-edit %s
                or other application using the libvirt API.
                -->

                """.formatted(name);
    }

    void deleteDefinition(String name) {
        setAutostart(name, false);
        Path file = folders.definition(name);
        attempt("cannot remove config file", file, () -> AtomicFile.delete(file));
    }

    boolean autostarts(String name) {
        return Files.exists(folders.autostart(name), LinkOption.NOFOLLOW_LINKS);
    }

    void setAutostart(String name, boolean on) {
        Path link = folders.autostart(name);
        if (!on) {
            attempt("Failed to delete symlink", link, () -> Files.deleteIfExists(link));
            return;
        }
        attempt("cannot create autostart directory", folders.autostart(), () -> Files.createDirectories(folders.autostart()));
        attempt("Failed to create symlink", link, () -> {
            if (!autostarts(name)) Files.createSymbolicLink(link, folders.definition(name));
        });
    }

    void saveStatus(Status status) {
        Path file = folders.status(status.network.name());
        attempt("cannot write status file", file, () -> AtomicFile.replace(file, status.format()));
    }

    void deleteStatus(String name) {
        Path file = folders.status(name);
        attempt("cannot remove status file", file, () -> AtomicFile.delete(file));
        ports(name).forEach(port -> deletePort(name, port.uuid()));
    }

    /** What dnsmasq keeps from one start to the next goes with the network. */
    void deleteLeases(String name) {
        Path file = folders.leases(name);
        attempt("cannot remove leases file", file, () -> Files.deleteIfExists(file));
    }

    void savePort(String network, NetworkPort port) {
        Path file = folders.port(network, port.uuid());
        attempt("cannot write status file", file, () -> AtomicFile.replace(file, port.format()));
    }

    void deletePort(String network, UUID port) {
        Path file = folders.port(network, port);
        attempt("Unable to delete", file, () -> {
            Files.deleteIfExists(file);
            try (var rest = Files.list(file.getParent())) {
                if (rest.findAny().isPresent()) return;
            }
            Files.deleteIfExists(file.getParent());
            Files.deleteIfExists(file.getParent().getParent());
        });
    }

    /** The definitions; one that cannot be read is logged and left alone. */
    List<Network> definitions() {
        return read(folders.definitions(), Network::parse, Network::name);
    }

    List<Status> statuses() {
        return read(folders.status(), Status::parse, status -> status.network().name());
    }

    List<NetworkPort> ports(String network) {
        return read(folders.ports(network), NetworkPort::parse, port -> port.uuid().toString());
    }

    private static <T> List<T> read(Path folder, Function<String, T> parser, Function<T, String> name) {
        List<T> all = new ArrayList<>();
        if (!Files.isDirectory(folder)) return all;
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".xml")).filter(Files::isRegularFile).sorted().toList()) {
                readOne(file, parser, name).ifPresent(all::add);
            }
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot list " + folder, e);
        }
        return all;
    }

    private static <T> Optional<T> readOne(Path file, Function<String, T> parser, Function<T, String> name) {
        try {
            T read = parser.apply(Files.readString(file));
            if (file.getFileName().toString().equals(name.apply(read) + ".xml")) return Optional.of(read);
            LOG.log(Level.ERROR, "{0} holds ''{1}'': it is passed over", file, name.apply(read));
        } catch (IOException | VirtException e) {
            LOG.log(Level.ERROR, "cannot read " + file + ", it is passed over: " + e.getMessage());
        }
        return Optional.empty();
    }
}
