package jvirt.network.iface;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.iface.HostInterface.ArpMonitor;
import jvirt.api.iface.HostInterface.Bond;
import jvirt.api.iface.HostInterface.BondMode;
import jvirt.api.iface.HostInterface.Carrier;
import jvirt.api.iface.HostInterface.MiiMonitor;
import jvirt.api.iface.HostInterface.Validate;
import jvirt.api.xml.XmlBinding;

/** The kernel's options of a bond, Documentation/networking/bonding.rst, by its names: all configurators' options are these. */
final class BondOptions {
    private BondOptions() {}

    static Map<String, String> of(Bond bond) {
        Map<String, String> options = new LinkedHashMap<>();
        bond.mode().ifPresent(mode -> options.put("mode", XmlBinding.word(mode)));
        bond.miimon().ifPresent(monitor -> {
            options.put("miimon", Integer.toString(monitor.freq()));
            monitor.updelay().ifPresent(delay -> options.put("updelay", delay.toString()));
            monitor.downdelay().ifPresent(delay -> options.put("downdelay", delay.toString()));
            monitor.carrier().ifPresent(carrier -> options.put("use_carrier", carrier == Carrier.IOCTL ? "0" : "1"));
        });
        bond.arpmon().ifPresent(monitor -> {
            options.put("arp_interval", Integer.toString(monitor.interval()));
            options.put("arp_ip_target", monitor.target());
            monitor.validate().ifPresent(validate -> options.put("arp_validate", XmlBinding.word(validate)));
        });
        return options;
    }

    /** A bond of no ports with these options. */
    static Bond read(Map<String, String> options) {
        return new Bond(constant(BondMode.values(), options.get("mode")), miimon(options), arpmon(options), List.of());
    }

    private static Optional<MiiMonitor> miimon(Map<String, String> options) {
        Optional<Carrier> carrier = Optional.ofNullable(options.get("use_carrier"))
                .map(word -> word.equals("0") ? Carrier.IOCTL : Carrier.NETIF);
        return number(options, "miimon").filter(freq -> freq > 0).map(freq ->
                new MiiMonitor(freq, number(options, "downdelay"), number(options, "updelay"), carrier));
    }

    private static Optional<ArpMonitor> arpmon(Map<String, String> options) {
        return number(options, "arp_interval").filter(interval -> interval > 0).map(interval -> new ArpMonitor(interval,
                options.getOrDefault("arp_ip_target", ""), constant(Validate.values(), options.get("arp_validate"))));
    }

    private static Optional<Integer> number(Map<String, String> options, String name) {
        return Optional.ofNullable(options.get(name)).flatMap(Draft::number);
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] constants, String word) {
        return Arrays.stream(constants).filter(constant -> XmlBinding.word(constant).equals(word)).findFirst();
    }
}
