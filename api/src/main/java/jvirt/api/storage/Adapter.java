package jvirt.api.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Hex;
import jvirt.api.xml.Name;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/** The SCSI host that a pool's disks hang on. */
public sealed interface Adapter {
    /** A virtual port of a fibre channel host, made when it is not there. */
    record FibreChannel(Optional<String> parent, @Name("parent_wwnn") Optional<String> parentWwnn,
            @Name("parent_wwpn") Optional<String> parentWwpn, @Name("parent_fabric_wwn") Optional<String> parentFabricWwn,
            Optional<YesNo> managed, String wwnn, String wwpn) implements Adapter {
        public FibreChannel {
            checkWwn(wwnn);
            checkWwn(wwpn);
            if (parentWwnn.isPresent() && parentWwpn.isEmpty()) throw alone("parent_wwnn", parentWwnn.get(), "parent_wwpn");
            if (parentWwpn.isPresent() && parentWwnn.isEmpty()) throw alone("parent_wwpn", parentWwpn.get(), "parent_wwnn");
            parentWwnn.ifPresent(Adapter::checkWwn);
            parentWwpn.ifPresent(Adapter::checkWwn);
            parentFabricWwn.ifPresent(Adapter::checkWwn);
        }

        private static RuntimeException alone(String given, String value, String missing) {
            return ErrorDomain.STORAGE.error(XML_ERROR, "when providing %s='%s', the %s must also be provided", given, value,
                    missing);
        }
    }

    /** A host by its name, such as {@code host5}. */
    record Named(String name) implements Adapter {}

    /** A host by where its controller is plugged in, which survives a reboot. */
    record Plugged(Parent parentaddr) implements Adapter {}

    /** {@code <parentaddr>}. */
    record Parent(@Name("unique_id") int uniqueId, PciAddress address) {}

    /** Where the controller is plugged in. */
    record PciAddress(@Hex(4) int domain, @Hex(2) int bus, @Hex(2) int slot, @Hex(1) int function) {}

    private static void checkWwn(String wwn) {
        if (!wwn.matches("(0x)?[0-9a-fA-F]{16}")) throw ErrorDomain.NONE.error(INTERNAL_ERROR, "Malformed wwn: %s", wwn);
    }

    static Adapter parse(Element element) {
        return switch (element.attribute("type").orElse("")) {
            case "" -> named(element);
            case "scsi_host" -> scsiHost(element);
            case "fc_host" -> fibreChannel(element);
            default -> throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute 'type' in element 'adapter': '%s'.",
                    element.required("type"));
        };
    }

    /** Before there was a type, a name was all that could be said. */
    private static Adapter named(Element element) {
        if (element.attribute("wwnn").or(() -> element.attribute("wwpn")).or(() -> element.attribute("parent")).isPresent()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR,
                    "Use of 'wwnn', 'wwpn', and 'parent' attributes requires use of the adapter 'type'");
        }
        if (element.child("parentaddr").isPresent()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "Use of 'parentaddr' element requires use of the adapter 'type'");
        }
        return new Named(element.attribute("name").orElseThrow(Adapter::missing));
    }

    static RuntimeException missing() {
        return ErrorDomain.STORAGE.error(XML_ERROR, "missing storage pool source adapter");
    }

    private static Adapter scsiHost(Element element) {
        Optional<String> name = element.attribute("name");
        Optional<Element> parent = element.child("parentaddr");
        if (name.isEmpty() && parent.isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "Either 'name' or 'parent' must be specified for the 'scsi_host' adapter");
        }
        if (name.isPresent() && parent.isPresent()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR,
                    "Both 'name' and 'parent' cannot be specified for the 'scsi_host' adapter");
        }
        return name.<Adapter>map(Named::new).orElseGet(() -> new Plugged(parent(parent.orElseThrow())));
    }

    private static Parent parent(Element element) {
        Element address = element.child("address")
                .orElseThrow(() -> ErrorDomain.STORAGE.error(XML_ERROR, "Missing scsi_host PCI address element"));
        if (!element.attribute("unique_id").orElse("").matches("[0-9]{1,9}")) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "Missing or invalid scsi adapter 'unique_id' value");
        }
        return new Parent(Integer.parseInt(element.required("unique_id")), XmlBinding.read(PciAddress.class, address));
    }

    private static Adapter fibreChannel(Element element) {
        if (element.attribute("wwnn").isEmpty() || element.attribute("wwpn").isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "'wwnn' and 'wwpn' must be specified for adapter type 'fchost'");
        }
        return XmlBinding.read(FibreChannel.class, element);
    }

    /** Writes {@code <adapter>}. */
    default void write(XmlWriter writer) {
        writer.start("adapter");
        switch (this) {
            case FibreChannel channel -> {
                writer.attribute("type", "fc_host");
                channel.parent.ifPresent(value -> writer.attribute("parent", value));
                channel.parentWwnn.ifPresent(value -> writer.attribute("parent_wwnn", value));
                channel.parentWwpn.ifPresent(value -> writer.attribute("parent_wwpn", value));
                channel.parentFabricWwn.ifPresent(value -> writer.attribute("parent_fabric_wwn", value));
                channel.managed.ifPresent(value -> writer.attribute("managed", value == YesNo.YES ? "yes" : "no"));
                writer.attribute("wwnn", channel.wwnn).attribute("wwpn", channel.wwpn);
            }
            case Named(String name) -> writer.attribute("type", "scsi_host").attribute("name", name);
            case Plugged(Parent parent) -> {
                writer.attribute("type", "scsi_host");
                XmlBinding.write("parentaddr", parent, writer);
            }
        }
        writer.end();
    }
}
