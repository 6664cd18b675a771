package jvirt.api.network;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** What one interface of one machine has of a network, {@code <networkport>}. */
public record NetworkPort(
        @InElement UUID uuid,
        Owner owner,
        @InElement Optional<String> group,
        Network.Mac mac,
        Optional<VirtualPort> virtualport,
        Optional<Bandwidth> bandwidth,
        Optional<Vlan> vlan,
        Optional<Network.PortOptions> port,
        Optional<RxFilters> rxfilters,
        Optional<Plug> plug) {
    /** The machine. */
    public record Owner(@InElement String name, @InElement UUID uuid) {}

    /** Whether the guest may choose what it hears. */
    public record RxFilters(Optional<YesNo> trustGuest) {}

    /** What it is plugged into. */
    @ByAttr("type")
    public sealed interface Plug {
        @Is("none") record None() implements Plug {}

        /** A bridge of ours. */
        @Is("network") record OwnBridge(String bridge, Optional<Bridge.MacTableManager> macTableManager) implements Plug {}

        /** A bridge of the host's. */
        @Is("bridge") record HostBridge(String bridge, Optional<Bridge.MacTableManager> macTableManager) implements Plug {}

        /** An interface of the host's, shared by macvtap. */
        @Is("direct") record Direct(String dev, Optional<DirectMode> mode) implements Plug {
            public Direct {
                mode = Optional.of(mode.orElse(DirectMode.VEPA));
            }
        }

        /** A function of a card, given away. */
        @Is("hostdev-pci") record HostDevice(Optional<YesNo> managed, Optional<Forward.Driver> driver, PciAddress address)
                implements Plug {
            public HostDevice {
                address = address.withType(Optional.empty());
            }
        }
    }

    /** {@code virNetDevMacVLanMode}. */
    public enum DirectMode { VEPA, PRIVATE, BRIDGE, @Name("passthrough") PASSTHROUGH }

    public NetworkPort {
        virtualport = virtualport.filter(some -> some.type().isPresent() || some.parameters().isPresent());
        port = port.filter(some -> some.isolated().isPresent());
        rxfilters = rxfilters.filter(some -> some.trustGuest().isPresent());
        plug = plug.filter(some -> !(some instanceof Plug.None));
    }

    /** A document as a port, or libvirt's error for what is wrong in it. */
    public static NetworkPort parse(String document) {
        return read(Element.parse(document, "networkport"));
    }

    public static NetworkPort read(Element element) {
        PortSyntax.check(element);
        return XmlBinding.read(NetworkPort.class, element);
    }

    public String format() {
        return XmlBinding.format("networkport", this, View.LIVE);
    }

    /** All that is plugged into a bridge says which. */
    public Optional<String> bridge() {
        return plug.flatMap(some -> switch (some) {
            case Plug.OwnBridge(var name, _) -> Optional.of(name);
            case Plug.HostBridge(var name, _) -> Optional.of(name);
            case Plug.Direct _, Plug.HostDevice _, Plug.None _ -> Optional.empty();
        });
    }

    public NetworkPort withPlug(Plug other) {
        return new NetworkPort(uuid, owner, group, mac, virtualport, bandwidth, vlan, port, rxfilters, Optional.of(other));
    }

    public NetworkPort withBandwidth(Optional<Bandwidth> other) {
        return new NetworkPort(uuid, owner, group, mac, virtualport, other, vlan, port, rxfilters, plug);
    }
}
