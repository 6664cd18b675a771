package jvirt.api.storage;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.XmlWriter;

/** Points at a secret: by UUID, or by what it is used for. Exactly one of the two is there. */
public record SecretRef(Optional<String> type, Optional<UUID> uuid, Optional<String> usage) {

    /** Reads {@code <secret>}. */
    public static SecretRef parse(Element element) {
        Optional<String> uuid = element.attribute("uuid");
        Optional<String> usage = element.attribute("usage");
        if (uuid.isEmpty() && usage.isEmpty()) {
            throw ErrorDomain.SECRET.error(XML_ERROR, "missing secret uuid or usage attribute");
        }
        if (uuid.isPresent() && usage.isPresent()) {
            throw ErrorDomain.SECRET.error(XML_ERROR, "either secret uuid or usage expected");
        }
        return new SecretRef(element.attribute("type"), uuid.map(SecretRef::uuid), usage);
    }

    private static UUID uuid(String text) {
        return Uuids.parse(text).orElseThrow(() -> ErrorDomain.SECRET.error(XML_ERROR, "invalid secret uuid '%s'", text));
    }

    /** Writes {@code <secret>}. */
    public void format(XmlWriter writer) {
        type.ifPresent(word -> writer.attribute("type", word));
        uuid.ifPresent(id -> writer.attribute("uuid", id));
        usage.ifPresent(name -> writer.attribute("usage", name));
    }
}
