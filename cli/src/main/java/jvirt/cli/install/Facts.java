package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Element;

/** What the installer wants to know of a connection. Nothing here changes the host. */
public interface Facts extends Notes {
    /** The connection's URI, such as {@code qemu:///system}. */
    String uri();

    /** The host is another one: its files are not ours to look at. */
    boolean remote();

    /** The version of the management layer, as 9_000_000 for 9.0.0. */
    long libraryVersion();

    /** The version of the hypervisor, in the same form. */
    long hypervisorVersion();

    Element capabilities();

    /** What such a guest may have; empty when the connection does not say. */
    Optional<Element> domainCapabilities(String emulator, String arch, String machine, String type);

    /** The features that the CPU of {@code host-model} has, all of them; empty when the connection does not say. */
    default Optional<List<String>> hostModelFeatures(DomainCapabilities domain) {
        return domain.hostModel().map(DomainCapabilities::namedFeatures);
    }

    /** The persistent definitions of all guests. */
    List<Element> domains();

    Optional<Element> network(String name);

    List<Element> nodeDevices();

    /** The pools, running or not. */
    List<Element> pools();

    /** Bytes that are free in a pool. */
    long available(String pool);

    /** A volume of a pool. */
    Optional<Element> volume(String pool, String name);

    /** A volume by its path, and the pool that it is in. */
    Optional<Volume> volumeAt(String path);

    /** A pool that would have to be made so that files of a folder become volumes. The installer may make it at once. */
    void offerPool(String name, String folder);

    /** A volume and the pool that it is in. */
    record Volume(String pool, Element xml) {}

    /** A new UUID for a guest. */
    String newUuid();

    /** A new MAC address that no guest of the connection has. */
    String newMac();

    /** The bridge that holds the host's default route, if one does. */
    Optional<String> defaultBridge();

    /** The folder of the standard pool of the system's connection. */
    default String imageFolder() {
        return "/var/lib/libvirt/images";
    }

    /** The user's home. */
    default String home() {
        return System.getProperty("user.home");
    }

    /** The display that a window would open on. */
    default Optional<String> display() {
        return Optional.ofNullable(System.getenv("DISPLAY"));
    }

    /** Whether the driver behind the URI is QEMU's. */
    default boolean qemu() {
        return uri().startsWith("qemu");
    }

    /** libvirt's test driver: our tests use its documents. */
    default boolean test() {
        return uri().startsWith("test");
    }

    /** An unprivileged connection. */
    default boolean session() {
        int query = uri().indexOf('?');
        return (query < 0 ? uri() : uri().substring(0, query)).endsWith("/session");
    }
}
