package jvirt.api.domain;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NAME;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.api.xml.Uuids;

/** What must be there before a {@code <domain>} can be read as a record: checked, or made up as libvirt does. */
final class DomainElement {
    private DomainElement() {}

    static Element complete(Element domain) {
        if (domain.child("name").map(Element::text).filter(name -> !name.isEmpty()).isEmpty()) {
            throw ErrorDomain.DOMAIN.error(NO_NAME, "");
        }
        if (domain.child("title").map(Element::text).orElse("").contains("\n")) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Domain title can't contain newlines");
        }
        checkKind(domain);
        List<Node> added = new ArrayList<>();
        Optional<String> uuid = domain.child("uuid").map(Element::text).filter(text -> !text.isEmpty());
        if (uuid.isEmpty()) {
            added.add(text("uuid", systemUuid(domain).orElseGet(UUID::randomUUID).toString()));
        } else if (Uuids.parse(uuid.get()).isEmpty()) {
            throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "malformed uuid element");
        }
        for (String part : List.of("os", "devices")) {
            if (domain.child(part).isEmpty()) added.add(Element.of(part, Map.of(), List.of()));
        }
        if (domain.child("vcpu").isEmpty()) added.add(text("vcpu", "1"));
        if (domain.child("clock").isEmpty()) added.add(Element.of("clock", Map.of("offset", "utc"), List.of()));
        domain.nodes().forEach(node -> added.add(node instanceof Element child && child.name().equals("devices")
                ? devices(child) : node));
        return new Element(domain.name(), domain.namespace(), domain.attributes(), added, domain.line());
    }

    /** What runs it and what kind of guest it is. */
    private static void checkKind(Element domain) {
        String type = domain.attribute("type")
                .orElseThrow(() -> ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "missing domain type attribute"));
        if (Arrays.stream(VirtType.values()).noneMatch(known -> known.name().toLowerCase(Locale.ROOT).equals(type))) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "invalid domain type %s", type);
        }
        boolean osType = domain.child("os").flatMap(os -> os.child("type")).filter(os -> !os.text().isEmpty()).isPresent();
        if (!osType && domain.child("bootloader").isEmpty()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "an os <type> must be specified");
        }
    }

    /** An empty drive is an empty file, wherever its next medium is to come from. */
    private static Element devices(Element devices) {
        boolean empty = devices.children("disk").stream().anyMatch(DomainElement::isEmptyDrive);
        if (!empty) return devices;
        List<Node> nodes = new ArrayList<>();
        for (Node node : devices.nodes()) {
            nodes.add(node instanceof Element disk && isEmptyDrive(disk) ? disk.with("type", "file") : node);
        }
        return new Element(devices.name(), devices.namespace(), devices.attributes(), nodes, devices.line());
    }

    private static boolean isEmptyDrive(Element disk) {
        String type = disk.attribute("type").orElse("");
        return disk.name().equals("disk") && (type.equals("network") || type.equals("volume"))
                && disk.child("source").isEmpty();
    }

    /** The machine's UUID in the guest's firmware tables serves as that of the domain. */
    private static Optional<UUID> systemUuid(Element domain) {
        return domain.children("sysinfo").stream()
                .flatMap(info -> info.children("system").stream())
                .flatMap(system -> system.children("entry").stream())
                .filter(entry -> entry.attribute("name").orElse("").equals("uuid"))
                .findFirst()
                .flatMap(entry -> Uuids.parse(entry.text()));
    }

    private static Element text(String name, String text) {
        return Element.of(name, Map.of(), List.of(new Node.Chars(text)));
    }
}
