package jvirt.network.iface;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import jvirt.api.iface.HostInterface;

/**
 * One interface as configuration files know it: each for itself, a port naming the bridge or bond that it belongs to.
 *
 * @param own the interface, without its ports
 * @param master the bridge or bond that it is a port of
 */
record Setting(HostInterface own, Optional<Master> master) {
    /** A bridge or a bond. */
    record Master(String name, HostInterface.Type type) {}

    String name() {
        return own.name().orElseThrow();
    }

    HostInterface.Type type() {
        return own.type();
    }

    /** A document with all that is nested in it, the outermost first. */
    static List<Setting> of(HostInterface document) {
        List<Setting> flat = new ArrayList<>();
        flatten(document, Optional.empty(), flat);
        return List.copyOf(flat);
    }

    private static void flatten(HostInterface document, Optional<Master> master, List<Setting> flat) {
        flat.add(new Setting(document.withPorts(List.of()), master));
        document.ports().forEach(port -> flatten(port, document.name().map(name -> new Master(name, document.type())), flat));
    }

    /** Those of {@code all} that belong to this one. */
    List<Setting> ports(Collection<Setting> all) {
        return all.stream().filter(other -> other.master.map(Master::name).equals(own.name())).toList();
    }

    /** The document of this interface, with those of {@code all} that are its ports. */
    HostInterface document(Collection<Setting> all) {
        // files may say of two that each is the other's
        List<Setting> others = all.stream().filter(other -> !other.name().equals(name())).toList();
        return own.withPorts(ports(others).stream().map(port -> port.document(others)).toList());
    }

    Optional<HostInterface.Protocol> protocol(String family) {
        return own.protocol().stream().filter(protocol -> protocol.family().equals(family)).findFirst();
    }
}
