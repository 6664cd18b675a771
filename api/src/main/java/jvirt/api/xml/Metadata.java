package jvirt.api.xml;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NONE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What applications keep with a machine or a network, {@code <metadata>}: elements in namespaces of theirs, as they were. An
 * application gives and gets its element without the namespace, which it names beside.
 */
public record Metadata(Element element) {
    public static Metadata parse(Element element) {
        return new Metadata(element);
    }

    /** The enclosing element is already begun: what is in it follows. */
    public void format(XmlWriter writer) {
        element.attributes().forEach(writer::attribute);
        element.children().forEach(writer::foreign);
    }

    /** The element of an application, by its namespace, as the application gave it. */
    public Optional<String> of(String uri) {
        return element.children().stream().filter(child -> child.namespace().equals(uri)).findFirst()
                .map(child -> new XmlWriter(View.LIVE).foreign(bare(child, uri)).toString().strip());
    }

    private static Element bare(Element element, String uri) {
        SequencedMap<String, String> attributes = new LinkedHashMap<>(element.attributes());
        attributes.entrySet().removeIf(entry -> entry.getKey().startsWith("xmlns") && entry.getValue().equals(uri));
        boolean inside = element.namespace().equals(uri);
        List<Node> nodes = element.nodes().stream().map(node -> node instanceof Element child ? bare(child, uri) : node).toList();
        return new Element(inside ? element.localName() : element.name(), inside ? "" : element.namespace(), attributes, nodes,
                element.line());
    }

    /** {@code all} with this application's element set, or removed where there is no text. */
    public static Optional<Metadata> with(Optional<Metadata> all, Optional<String> text, String key, String uri) {
        List<Node> nodes = new ArrayList<>();
        all.ifPresent(metadata -> metadata.element.children().stream()
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

    /** Where it stood in its document makes no difference. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Metadata that && text().equals(that.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    private String text() {
        return new XmlWriter(View.LIVE).verbatim(element).toString();
    }
}
