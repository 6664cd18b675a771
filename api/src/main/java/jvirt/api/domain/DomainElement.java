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
import java.util.function.UnaryOperator;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.ChardevSource;
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
        devices.children().forEach(ChardevSource::check);
        boolean odd = devices.children("disk").stream().anyMatch(disk -> isEmptyDrive(disk) || oldMirror(disk).isPresent());
        return odd ? mapped(devices, disk -> isEmptyDrive(disk) ? disk.with("type", "file")
                : oldMirror(disk).isPresent() ? mapped(disk, child -> child.name().equals("mirror") ? mirror(child) : child) : disk) : devices;
    }

    private static Element mapped(Element parent, UnaryOperator<Element> change) {
        List<Node> nodes = parent.nodes().stream().map(node -> node instanceof Element child ? change.apply(child) : node).toList();
        return new Element(parent.name(), parent.namespace(), parent.attributes(), nodes, parent.line());
    }

    /** A copy's target as libvirt wrote it before 1.2.6: all in attributes. */
    private static Optional<Element> oldMirror(Element disk) {
        return disk.child("mirror").filter(mirror -> mirror.attribute("type").isEmpty() && mirror.attribute("file").isPresent());
    }

    private static Element mirror(Element old) {
        List<Node> nodes = new ArrayList<>(old.nodes());
        old.attribute("format").ifPresent(format -> nodes.add(Element.of("format", Map.of("type", format), List.of())));
        nodes.add(Element.of("source", Map.of("file", old.required("file")), List.of()));
        return new Element(old.name(), old.namespace(), old.with("type", "file").with("job", "copy").attributes(), nodes, old.line());
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
