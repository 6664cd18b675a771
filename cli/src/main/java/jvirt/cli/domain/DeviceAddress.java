package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a device sits in the guest, as users write it: {@code pci:0000.00.04.0}, {@code scsi:0.0.1}, {@code usb:0.1}.
 *
 * @param numbers as many as the type has
 */
record DeviceAddress(String type, List<Long> numbers) {
    static Optional<DeviceAddress> parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) return Optional.empty();
        String type = text.substring(0, colon);
        int count = switch (type) {
            case "pci" -> 4;
            case "sata", "ide", "scsi", "ccw" -> 3;
            case "usb" -> 2;
            default -> 0;
        };
        int base = type.equals("pci") || type.equals("ccw") ? 16 : 10;
        List<Long> numbers = new ArrayList<>();
        int at = colon + 1;
        // whatever single character stands between two numbers separates them; what follows the last is of no interest
        while (numbers.size() < count) {
            int end = at;
            while (end < text.length() && Character.digit(text.charAt(end), base) >= 0) end++;
            if (end == at) return Optional.empty();
            numbers.add(Long.parseLong(text.substring(at, end), base));
            at = end + 1;
            if (end >= text.length() && numbers.size() < count) return Optional.empty();
        }
        return count == 0 ? Optional.empty() : Optional.of(new DeviceAddress(type, numbers));
    }

    String xml(boolean multifunction) {
        Object[] n = numbers.toArray();
        return switch (type) {
            case "pci" -> String.format("<address type='pci' domain='0x%04x' bus='0x%02x' slot='0x%02x' function='0x%x'", n)
                    + (multifunction ? " multifunction='on'" : "") + "/>";
            case "ccw" -> String.format("<address type='ccw' cssid='0x%02x' ssid='0x%01x' devno='0x%04x'/>", n);
            case "usb" -> String.format("<address type='usb' bus='%d' port='%d'/>", n);
            default -> String.format("<address type='drive' controller='%d' bus='%d' unit='%d'/>", n);
        };
    }
}
