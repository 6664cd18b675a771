package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Numbers;
import jvirt.api.xml.XmlWriter;

/** A place on a PCI bus, of the guest or of the host: {@code 0000:00:1f.2}. */
public record PciAddress(int domain, int bus, int slot, int function) {
    private static final Pattern NAME = Pattern.compile("([0-9a-f]{1,4}):([0-9a-f]{1,2}):([01]?[0-9a-f])\\.([0-7])");

    public static PciAddress parse(Element element) {
        PciAddress place = new PciAddress(number(element, "domain"), number(element, "bus"), number(element, "slot"),
                number(element, "function"));
        if (!place.empty()) place.check();
        return place;
    }

    private static int number(Element element, String attribute) {
        String text = element.attribute(attribute).orElse("0");
        try {
            long value = Numbers.parse(text, 0);
            if (value >>> 32 == 0) return (int) value;
        } catch (NumberFormatException _) {
            // the same error as for a number that is too large
        }
        throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute '%s' in element '%s': '%s'. Expected non-negative integer value",
                attribute, element.name(), text);
    }

    /** The address of a name such as {@code 0000:00:1f.2}; empty where the text is none. */
    public static Optional<PciAddress> ofName(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) return Optional.empty();
        return Optional.of(new PciAddress(hex(parts.group(1)), hex(parts.group(2)), hex(parts.group(3)), hex(parts.group(4))));
    }

    private static int hex(String digits) {
        return Integer.parseInt(digits, 16);
    }

    private void check() {
        limit("bus='0x%x', must be <= 0xFF", bus, 0xFF);
        limit("slot='0x%x', must be <= 0x1F", slot, 0x1F);
        limit("function=0x%x, must be <= 7", function, 7);
    }

    private static void limit(String what, int value, int most) {
        if (Integer.compareUnsigned(value, most) > 0) {
            throw ErrorDomain.NONE.error(XML_ERROR, "Invalid PCI address " + what, value);
        }
    }

    public void format(XmlWriter writer) {
        writer.attribute("domain", Numbers.hex(domain, 4)).attribute("bus", Numbers.hex(bus, 2))
                .attribute("slot", Numbers.hex(slot, 2)).attribute("function", "0x" + function);
    }

    /** Nobody has said where: slot 0 of the root bus is the host bridge's. */
    public boolean empty() {
        return domain == 0 && bus == 0 && slot == 0;
    }

    @Override
    public String toString() {
        return String.format("%04x:%02x:%02x.%d", domain, bus, slot, function);
    }
}
