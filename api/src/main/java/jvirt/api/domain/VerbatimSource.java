package jvirt.api.domain;

import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** A source of the kind that disks have, as it was. */
public record VerbatimSource(Element element) {
    public static VerbatimSource parse(Element element) {
        return new VerbatimSource(element);
    }

    public void format(XmlWriter writer) {
        writer.content(element);
    }
}
