package jvirt.api.xml;

/** A size that is printed, and read without a unit, in bytes. */
public record ByteSize(long bytes) {
    public static ByteSize parse(Element element) {
        return new ByteSize(Units.bytes(element, element.text(), element.attribute("unit")));
    }

    public void format(XmlWriter writer) {
        writer.attribute("unit", "bytes").text(Long.toString(bytes));
    }
}
