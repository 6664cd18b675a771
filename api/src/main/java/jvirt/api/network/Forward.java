package jvirt.api.network;

import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.xml.Live;
import jvirt.api.xml.Name;
import jvirt.api.xml.YesNo;

/** How a network reaches the outside, {@code <forward>}. Its devices are interfaces, PCI functions, or those of one card. */
public record Forward(Optional<String> dev, Optional<Mode> mode, Optional<YesNo> managed, Optional<Driver> driver,
        Optional<Nat> nat, Optional<Pf> pf, @Name("interface") List<Interface> interfaces, List<PciAddress> address) {
    public enum Mode {
        NONE, NAT, ROUTE, OPEN, BRIDGE, PRIVATE, VEPA, PASSTHROUGH, HOSTDEV;

        /** The bridge is made and addressed by us: the other modes use what the host has. */
        public boolean ownBridge() {
            return this == NONE || this == NAT || this == ROUTE || this == OPEN;
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public record Driver(DriverName name) {}

    public enum DriverName { KVM, VFIO }

    public record Nat(Optional<YesNo> ipv6, Optional<AddressRange> address, Optional<PortRange> port) {}

    public record AddressRange(IpAddress start, IpAddress end) {}

    public record PortRange(int start, int end) {
        /** Where a guest's port is moved when nothing is said: never below 1024, which NFS and others trust. */
        public static final PortRange ORDINARY = new PortRange(1024, 65_535);
    }

    /** A card whose virtual functions are the pool. */
    public record Pf(String dev) {}

    /** @param connections how many ports use it now */
    public record Interface(String dev, @Live Optional<Integer> connections) {
        public Interface {
            connections = connections.filter(count -> count > 0);
        }

        public static Interface of(String dev) {
            return new Interface(dev, Optional.empty());
        }
    }

    public Forward {
        Mode known = mode.orElse(Mode.NAT);
        mode = Optional.of(known);
        managed = known == Mode.HOSTDEV ? Optional.of(YesNo.of(managed.equals(Optional.of(YesNo.YES)))) : Optional.empty();
        if (dev.isPresent() && interfaces.isEmpty()) interfaces = List.of(Interface.of(dev.get()));
        if (!interfaces.isEmpty()) address = List.of();
        if (dev.isPresent() || !address.isEmpty()) pf = Optional.empty();
        dev = pf.isPresent() ? Optional.empty() : interfaces.stream().findFirst().map(Interface::dev);
        if (known != Mode.NAT) nat = Optional.empty();
        interfaces = List.copyOf(interfaces);
        address = List.copyOf(address);
    }

    /** With the ports said that guests' own are rewritten to: libvirt shows them once the network runs. */
    public Forward withPorts() {
        Nat before = nat.orElse(new Nat(Optional.empty(), Optional.empty(), Optional.empty()));
        PortRange ports = before.port.filter(range -> range.end > 0).orElse(PortRange.ORDINARY);
        return new Forward(Optional.empty(), mode, managed, driver, Optional.of(new Nat(before.ipv6, before.address, Optional.of(ports))),
                pf, interfaces, address);
    }

    /** With other interfaces in the pool. */
    public Forward withInterfaces(List<Interface> pool) {
        return new Forward(Optional.empty(), mode, managed, driver, nat, pf, pool, address);
    }

    /** With other PCI functions in the pool. */
    public Forward withAddresses(List<PciAddress> pool) {
        return new Forward(Optional.empty(), mode, managed, driver, nat, pf, interfaces, pool);
    }
}
