package jvirt.api.nwfilter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.MacAddress;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * A filter on an interface of the host, {@code <filterbinding>}.
 *
 * @param portdev the interface that a guest's card is
 * @param linkdev where that one is a macvtap: what it is on
 */
public record FilterBinding(Owner owner, Link portdev, Optional<Link> linkdev, Mac mac, FilterReference filterref) {
    /** The machine. */
    public record Owner(@InElement String name, @InElement UUID uuid) {}

    public record Link(String name) {}

    /** The guest's address. */
    public record Mac(MacAddress address) {}

    public static FilterBinding parse(String document) {
        return read(Element.parse(document, "filterbinding"));
    }

    public static FilterBinding read(Element root) {
        String port = attribute(root, "portdev", "name", "filter binding has no port dev name");
        Optional<Link> link = root.child("linkdev").map(_ ->
                new Link(attribute(root, "linkdev", "name", "filter binding has no link dev name")));
        Optional<Element> owner = root.child("owner");
        String name = text(owner, "name", "filter binding has no owner name");
        String id = text(owner, "uuid", "filter binding has no owner UUID");
        UUID uuid = Uuids.parse(id).orElseThrow(() -> wrong("Unable to parse UUID '%s'", id));
        String address = attribute(root, "mac", "address", "filter binding has no MAC address");
        MacAddress mac = MacAddress.find(address).orElseThrow(() -> wrong("Unable to parse MAC '%s'", address));
        String filter = attribute(root, "filterref", "filter", "filter binding has no filter reference");
        Variables parameters = Variables.read(root.child("filterref").orElseThrow());
        return new FilterBinding(new Owner(name, uuid), new Link(port), link, new Mac(mac), new FilterReference(filter, parameters));
    }

    private static String attribute(Element root, String child, String attribute, String missing) {
        return root.child(child).flatMap(element -> element.attribute(attribute)).filter(text -> !text.isEmpty())
                .orElseThrow(() -> wrong(missing));
    }

    private static String text(Optional<Element> parent, String child, String missing) {
        return parent.flatMap(element -> element.child(child)).map(Element::text).filter(text -> !text.isEmpty())
                .orElseThrow(() -> wrong(missing));
    }

    private static RuntimeException wrong(String message, Object... args) {
        return NWFILTER.error(INTERNAL_ERROR, message, args);
    }

    public String format() {
        return XmlBinding.format("filterbinding", this, View.LIVE);
    }

    public void write(XmlWriter writer) {
        XmlBinding.write("filterbinding", this, writer);
    }

    /** The host's interface. */
    public String port() {
        return portdev.name();
    }

    public FilterBinding withParameters(Variables parameters) {
        return new FilterBinding(owner, portdev, linkdev, mac, new FilterReference(filterref.filter(), parameters));
    }
}
