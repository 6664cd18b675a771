package jvirt.api.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.Numbers;
import jvirt.api.xml.Uuids;

/** Refuses what cannot be said of ports and port groups, in libvirt's words. */
final class PortSyntax {
    private static final int VLAN_MAX = 4095;
    private static final int PROFILE_MAX = 39;

    private PortSyntax() {}

    static void portgroup(Element group) {
        if (group.attribute("name").isEmpty()) {
            throw NETWORK.error(XML_ERROR, "Missing required name attribute in portgroup");
        }
        group.child("virtualport").ifPresent(some -> virtualPort(some, false));
        group.child("bandwidth").ifPresent(some -> bandwidth(some, false, false));
        group.child("vlan").ifPresent(PortSyntax::vlan);
    }

    static void vlan(Element vlan) {
        List<Element> tags = vlan.children("tag");
        if (tags.isEmpty()) {
            throw portError("missing tag id - each <vlan> must have at least one <tag id='n'/> subelement");
        }
        int natives = 0;
        for (Element tag : tags) {
            Optional<String> id = tag.attribute("id").filter(text -> NetworkSyntax.isNumber(text, 0xffff_ffffL));
            if (id.isPresent() && Long.parseLong(id.get()) > VLAN_MAX) {
                throw portError("vlan tag id %s too large (maximum 4095)", id.get());
            }
            if (tag.attribute("nativeMode").isPresent() && natives++ > 0) throw portError("duplicate native vlan setting");
        }
        Optional<String> trunk = vlan.attribute("trunk").filter(text -> !text.equalsIgnoreCase("yes"));
        if (trunk.isEmpty()) return;
        if (tags.size() > 1) {
            throw portError("invalid \"trunk='%s'\" in <vlan> - trunk='yes' is required for more than one vlan tag", trunk.get());
        }
        if (natives > 0) {
            throw portError("invalid configuration in <vlan> - \"trunk='no'\" is not allowed with a native vlan id");
        }
        if (!trunk.get().equalsIgnoreCase("no")) {
            throw portError("invalid \"trunk='%s'\" in <vlan> - must be yes or no", trunk.get());
        }
    }

    private static VirtException portError(String message, Object... args) {
        return ErrorDomain.NONE.error(XML_ERROR, message, args);
    }

    static void bandwidth(Element bandwidth, boolean floorAllowed, boolean classIdAllowed) {
        if (bandwidth.attribute("classID").isPresent() && !classIdAllowed) {
            throw ErrorDomain.NONE.error(XML_DETAIL, "classID attribute not supported on <bandwidth> in this usage context");
        }
        for (String direction : List.of("inbound", "outbound")) {
            List<Element> rates = bandwidth.children(direction);
            if (rates.size() > 1) {
                throw ErrorDomain.NONE.error(XML_DETAIL, "Only one child <%s> element allowed", direction);
            }
            rates.forEach(rate -> rate(rate, direction.equals("inbound"), floorAllowed));
        }
    }

    private static void rate(Element rate, boolean inbound, boolean floorAllowed) {
        boolean average = rate.attribute("average").isPresent();
        if (!average && rate.attribute("floor").isEmpty()) {
            throw ErrorDomain.NONE.error(XML_DETAIL, "Missing mandatory average or floor attributes");
        }
        if (!average && (rate.attribute("peak").isPresent() || rate.attribute("burst").isPresent())) {
            throw unsupported("'peak' and 'burst' require 'average' attribute");
        }
        for (String what : List.of("average", "peak", "burst", "floor")) {
            rate.attribute(what).filter(text -> !NetworkSyntax.isNumber(text, Long.MAX_VALUE)).ifPresent(text -> {
                throw unsupported("could not convert bandwidth %s value '%s'", what, text);
            });
        }
        boolean floor = rate.attribute("floor").filter(text -> Long.parseLong(text) != 0).isPresent();
        if (floor && !inbound) throw unsupported("'floor' attribute allowed only in <inbound> element");
        if (floor && !floorAllowed) throw unsupported("floor attribute is not supported for this config");
    }

    private static VirtException unsupported(String message, Object... args) {
        return ErrorDomain.NONE.error(CONFIG_UNSUPPORTED, message, args);
    }

    static void virtualPort(Element port, boolean typeNeeded) {
        Optional<String> type = port.attribute("type");
        type.filter(text -> !List.of("802.1Qbg", "802.1Qbh", "openvswitch", "midonet").contains(text)).ifPresent(text -> {
            throw unsupported("unknown virtualport type %s", text);
        });
        if (type.isEmpty() && typeNeeded) throw portError("missing required virtualport type");
        Optional<Element> parameters = port.child("parameters");
        if (parameters.isEmpty()) return;
        parameter(parameters.get(), "managerid", 0xff, "value of managerid out of range");
        parameter(parameters.get(), "typeid", 0xff_ffff, "value for typeid out of range");
        parameter(parameters.get(), "typeidversion", 0xff, "value of typeidversion out of range");
        for (String id : List.of("instanceid", "interfaceid")) {
            parameters.get().attribute(id).filter(text -> Uuids.parse(text).isEmpty()).ifPresent(_ -> {
                throw portError("cannot parse %s parameter as a uuid", id);
            });
        }
        parameters.get().attribute("profileid").filter(text -> text.length() > PROFILE_MAX).ifPresent(_ -> {
            throw portError("profileid parameter too long");
        });
        type.ifPresent(text -> extras(text, parameters.get()));
    }

    private static void parameter(Element parameters, String name, long most, String tooLarge) {
        parameters.attribute(name).ifPresent(text -> {
            try {
                if (Numbers.parse(text, 0) >>> 32 != 0) throw new NumberFormatException(text);
                if (Numbers.parse(text, 0) > most) throw portError(tooLarge);
            } catch (NumberFormatException _) {
                throw portError("cannot parse value of %s parameter", name);
            }
        });
    }

    /** Parameters that a type does not have. */
    private static void extras(String type, Element parameters) {
        List<String> extra = switch (type) {
            case "802.1Qbg" -> List.of("profileid", "interfaceid");
            case "802.1Qbh" -> List.of("managerid", "typeid", "typeidversion", "instanceid", "interfaceid");
            case "openvswitch" -> List.of("managerid", "typeid", "typeidversion", "instanceid");
            default -> List.of();
        };
        for (String name : extra) {
            if (parameters.attribute(name).filter(text -> !text.isEmpty()).isPresent()) {
                throw portError("extra %s unsupported in <virtualport type='%s'>", name, type);
            }
        }
    }

    /** The document of a port. */
    static void check(Element port) {
        uuid(port.child("uuid"), "network port has no uuid");
        Optional<Element> owner = port.child("owner");
        if (owner.flatMap(some -> some.child("name")).isEmpty()) {
            throw NETWORK.error(INTERNAL_ERROR, "network port has no owner name");
        }
        uuid(owner.flatMap(some -> some.child("uuid")), "network port has no owner UUID");
        port.child("virtualport").ifPresent(some -> virtualPort(some, false));
        String mac = port.child("mac").flatMap(some -> some.attribute("address")).orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, "network port has no mac"));
        if (MacAddress.find(mac).isEmpty()) throw NETWORK.error(INTERNAL_ERROR, "Unable to parse MAC '%s'", mac);
        port.child("bandwidth").ifPresent(some -> bandwidth(some, true, true));
        port.child("vlan").ifPresent(PortSyntax::vlan);
        port.child("plug").ifPresent(PortSyntax::plug);
    }

    private static void uuid(Optional<Element> element, String missing) {
        String text = element.map(Element::text).filter(some -> !some.isEmpty()).orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, missing));
        if (Uuids.parse(text).isEmpty()) throw NETWORK.error(INTERNAL_ERROR, "Unable to parse UUID '%s'", text);
    }

    private static void plug(Element plug) {
        switch (plug.attribute("type").orElse("none")) {
            case "network", "bridge" -> {
                if (plug.attribute("bridge").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port bridge name");
                plug.attribute("macTableManager").filter(text -> !List.of("kernel", "libvirt").contains(text)).ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid macTableManager setting '%s' in network port", text);
                });
            }
            case "direct" -> {
                if (plug.attribute("dev").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port link device name");
                plug.attribute("mode").filter(NetworkSyntax.isWordOf(NetworkPort.DirectMode.values()).negate()).ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid mode setting '%s' in network port", text);
                });
            }
            case "hostdev-pci" -> {
                if (plug.child("address").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port PCI address");
            }
            default -> { }
        }
    }
}
