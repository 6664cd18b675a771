package jvirt.api;


import jvirt.api.xml.Element;
import jvirt.api.xml.Units;
import jvirt.api.xml.XmlWriter;

/**
 * An amount of memory as an element's text, {@code <memory unit='GiB'>4</memory>}: read in any unit (KiB where none is
 * given), kept in KiB, rounded up.
 */
public record MemorySize(long kib) {
    public static MemorySize ofMib(long mib) {
        return new MemorySize(Math.multiplyExact(mib, 1024));
    }

    public static MemorySize parse(Element element) {
        return new MemorySize(Units.kib(element, element.text(), element.attribute("unit")));
    }

    /** The size in attributes, {@code size='2' unit='M'}. */
    public static MemorySize parse(Element element, String attribute) {
        return new MemorySize(Units.kib(element, element.required(attribute), element.attribute("unit")));
    }

    public void format(XmlWriter writer) {
        writer.attribute("unit", "KiB").text(Long.toUnsignedString(kib));
    }

}
