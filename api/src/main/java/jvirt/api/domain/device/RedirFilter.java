package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.Numbers;
import jvirt.api.xml.YesNo;

/** Which USB devices of viewers may be redirected. What is absent, or -1, is any. */
@Is("redirfilter")
public record RedirFilter(List<UsbDev> usbdev) implements DevicePart {
    public record UsbDev(
            @Name("class") Optional<String> usbClass,
            Optional<String> vendor,
            Optional<String> product,
            Optional<String> version,
            YesNo allow) {
        public UsbDev {
            usbClass = usbClass.flatMap(text -> hexadecimal(text, "0x%02X"));
            vendor = vendor.flatMap(text -> hexadecimal(text, "0x%04X"));
            product = product.flatMap(text -> hexadecimal(text, "0x%04X"));
            version = version.flatMap(UsbDev::version);
        }

        private static Optional<String> hexadecimal(String text, String form) {
            try {
                long value = Numbers.parse(text, 0);
                return value == -1 ? Optional.empty() : Optional.of(String.format(form, value));
            } catch (NumberFormatException _) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "cannot parse USB redirection number '%s'", text);
            }
        }

        /** Two decimal numbers with a point between. */
        private static Optional<String> version(String text) {
            if (text.equals("-1")) return Optional.empty();
            String[] parts = text.split("\\.", -1);
            try {
                if (parts.length == 2) {
                    int minor = Integer.parseInt(parts[1]) * (parts[1].length() == 1 ? 10 : 1);   // 9.4 is 9.40
                    return Optional.of(String.format("%d.%02d", Integer.parseInt(parts[0]), minor));
                }
            } catch (NumberFormatException _) {
                // the same error as for a missing part
            }
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Cannot parse USB device version %s", text);
        }
    }
}
