package jvirt.api.xml;

/** A size that is printed in MiB, with the unit {@code M}, and read without a unit as bytes. */
public record MibSize(long bytes) {
    public static MibSize parse(Element element) {
        return new MibSize(Units.bytes(element, element.text(), element.attribute("unit")));
    }

    public void format(XmlWriter writer) {
        writer.attribute("unit", "M").text(Long.toString(bytes >> 20));
    }
}
