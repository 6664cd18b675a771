package jvirt.qemu.address;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;

/** The USB buses of a guest: root ports, hubs on them, and what is plugged in where. */
public final class UsbPorts {
    /** Ports of QEMU's hub. */
    public static final int HUB_PORTS = 8;
    /** How deep hubs may be plugged into hubs: {@code VIR_DOMAIN_DEVICE_USB_MAX_PORT_DEPTH}. */
    private static final int DEPTH = 4;

    private final SequencedMap<Integer, Hub> buses = new TreeMap<>();

    /** A hub, or the ports of a controller; ports are numbered from 1. */
    private static final class Hub {
        final int ports;
        final BitSet taken = new BitSet();
        final Map<Integer, Hub> hubs = new HashMap<>();

        Hub(int ports) {
            this.ports = ports;
        }
    }

    public void addBus(int bus, int ports) {
        if (ports == 0) return;
        if (buses.putIfAbsent(bus, new Hub(ports)) != null) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Duplicate USB controllers with index %d", bus);
        }
    }

    /** Makes a hub of what is plugged in there. */
    public void addHub(Address.Usb at) {
        List<Integer> path = path(at);
        Hub parent = parent(at, path);
        if (parent.hubs.putIfAbsent(path.getLast(), new Hub(HUB_PORTS)) != null) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Duplicate USB hub on bus %d port %s", at.bus(), at.port().orElse(""));
        }
        parent.taken.set(path.getLast());
    }

    /** Takes a port that somebody chose. */
    public void take(Address.Usb at) {
        List<Integer> path = path(at);
        Hub parent = parent(at, path);
        if (parent.taken.get(path.getLast())) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Duplicate USB address bus %d port %s", at.bus(), at.port().orElse(""));
        }
        parent.taken.set(path.getLast());
    }

    /** The next free port, on this bus where one is given; it is taken. */
    public Address.Usb next(Optional<Integer> bus) {
        if (bus.isPresent() && !buses.containsKey(bus.get())) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "USB bus %d requested but no controller with that index is present",
                    bus.get());
        }
        for (var entry : buses.entrySet()) {
            if (bus.isPresent() && !bus.get().equals(entry.getKey())) continue;
            Optional<String> port = free(entry.getValue(), 0);
            if (port.isPresent()) {
                Address.Usb at = new Address.Usb(entry.getKey(), port);
                take(at);
                return at;
            }
        }
        throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "No free USB ports");
    }

    private static Optional<String> free(Hub hub, int level) {
        int port = hub.taken.nextClearBit(1);
        if (port <= hub.ports) return Optional.of(Integer.toString(port));
        if (level >= DEPTH - 1) return Optional.empty();
        for (int inner = 1; inner <= hub.ports; inner++) {
            Hub next = hub.hubs.get(inner);
            Optional<String> below = next == null ? Optional.empty() : free(next, level + 1);
            if (below.isPresent()) return Optional.of(inner + "." + below.get());
        }
        return Optional.empty();
    }

    private static List<Integer> path(Address.Usb at) {
        List<Integer> path = new ArrayList<>();
        for (String port : at.port().orElse("").split("\\.")) path.add(Integer.parseInt(port));
        return path;
    }

    /** What the last port of the path is on. */
    private Hub parent(Address.Usb at, List<Integer> path) {
        Hub hub = buses.get(at.bus());
        if (hub == null) throw ErrorDomain.DOMAIN.error(XML_ERROR, "Missing USB bus %d", at.bus());
        String text = at.port().orElse("");
        for (int port : path.subList(0, path.size() - 1)) {
            if (port > hub.ports) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "port %d out of range in USB address bus: %d port: %s", port,
                        at.bus(), text);
            }
            hub = hub.hubs.get(port);
            if (hub == null) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "there is no hub at port %d in USB address bus: %d port: %s", port,
                        at.bus(), text);
            }
        }
        if (path.getLast() > hub.ports) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "requested USB port %s not present on USB bus %d", text, at.bus());
        }
        return hub;
    }
}
