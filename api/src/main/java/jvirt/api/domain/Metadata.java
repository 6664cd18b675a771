package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** What applications keep with the machine, {@code <metadata>}: elements in namespaces of theirs, as they were. */
public record Metadata(Element element) {
    public static Metadata parse(Element element) {
        return new Metadata(element);
    }

    public void format(XmlWriter writer) {
        element.attributes().forEach(writer::attribute);
        element.children().forEach(writer::foreign);
    }

    /** The element of an application, by its namespace. */
    public Optional<Element> of(String uri) {
        return element.children().stream().filter(child -> child.namespace().equals(uri)).findFirst();
    }
}
