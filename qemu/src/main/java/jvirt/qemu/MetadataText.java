package jvirt.qemu;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NONE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.domain.Metadata;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;

/** Applications' elements between the text that clients give and get, and {@code <metadata>}, where each has a namespace. */
final class MetadataText {
    private MetadataText() {}

    /** The element as its application gave it: without the namespace. */
    static String of(Element element) {
        return new XmlWriter(View.LIVE).foreign(bare(element, element.namespace())).toString().strip();
    }

    private static Element bare(Element element, String uri) {
        SequencedMap<String, String> attributes = new LinkedHashMap<>(element.attributes());
        attributes.entrySet().removeIf(entry -> entry.getKey().startsWith("xmlns") && entry.getValue().equals(uri));
        boolean inside = element.namespace().equals(uri);
        return new Element(inside ? element.localName() : element.name(), inside ? "" : element.namespace(), attributes,
                each(element.nodes(), uri), element.line());
    }

    private static List<Node> each(List<Node> nodes, String uri) {
        return nodes.stream().map(node -> node instanceof Element child ? bare(child, uri) : node).toList();
    }

    /** The metadata with this application's element set, or removed where there is no text. */
    static Optional<Metadata> with(Optional<Metadata> all, Optional<String> text, String key, String uri) {
        List<Node> nodes = new ArrayList<>();
        all.ifPresent(metadata -> metadata.element().children().stream()
                .filter(child -> !child.namespace().equals(uri)).forEach(nodes::add));
        text.ifPresent(xml -> nodes.add(dressed(Element.parse(xml), prefix(key), uri, true)));
        return nodes.isEmpty() ? Optional.empty() : Optional.of(new Metadata(Element.of("metadata", Map.of(), nodes)));
    }

    private static String prefix(String key) {
        if (!key.matches("[\\p{L}_][\\p{L}\\p{N}._-]*")) {
            throw NONE.error(INTERNAL_ERROR, "failed to validate prefix for a new XML namespace");
        }
        return key;
    }

    private static Element dressed(Element element, String prefix, String uri, boolean root) {
        SequencedMap<String, String> attributes = new LinkedHashMap<>();
        if (root) attributes.put("xmlns:" + prefix, uri);
        attributes.putAll(element.attributes());
        List<Node> nodes = element.nodes().stream()
                .map(node -> node instanceof Element child ? dressed(child, prefix, uri, false) : node).toList();
        return new Element(prefix + ":" + element.localName(), uri, attributes, nodes, element.line());
    }
}
