package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.RedirFilter;

/** USB devices of whoever looks at the screen. */
public final class Redirdevs {
    private Redirdevs() {}

    public static List<Part> parts(Redirdev redirdev, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(redirdev);
        List<Part> parts = new ArrayList<>(Chardevs.parts(alias, redirdev.chardev(), Chardevs.Spice.USBREDIR, supplier));
        Optional<String> filter = chassis.domain().devices().redirfilter()
                .filter(rules -> !rules.usbdev().isEmpty())
                .map(rules -> rules.usbdev().stream().map(Redirdevs::rule).collect(Collectors.joining("|")));
        Props props = Props.device("usb-redir").text("chardev", "char" + alias).text("id", alias).text("filter", filter)
                .positive("bootindex", chassis.bootIndex(redirdev));
        parts.add(new Part.Front(chassis.place(props, redirdev).json()));
        return parts;
    }

    /** {@code CLASS:VENDOR:PRODUCT:VERSION:ALLOW}, -1 for any. */
    private static String rule(RedirFilter.UsbDev device) {
        String version = device.version().map(Redirdevs::binaryCoded).orElse("-1");
        return String.join(":", device.usbClass().orElse("-1"), device.vendor().orElse("-1"),
                device.product().orElse("-1"), version, device.allow().yes() ? "1" : "0");
    }

    /** The version as USB writes it: each decimal digit in four bits. */
    private static String binaryCoded(String version) {
        String[] parts = version.split("\\.");
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        return "0x%02d%02d".formatted(major, minor);
    }
}
