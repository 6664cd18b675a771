package jvirt.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;
import jvirt.cli.Table;
import jvirt.cli.Xml;
import jvirt.client.Domain;

/** What is to be known about the network interfaces of a machine. */
public final class NicFacts extends Commands {
    private static final List<String> SOURCES = List.of("lease", "agent", "arp");

    @Override public String table() {
        return """
            domif-getlink: show whether the link of an interface is up
              <domain>
              <interface>
              persistent->config --config
            domifaddr: show the addresses of a guest
              <domain>
              interface=  of this interface
              --full  name and MAC address in each line
              source=  who to ask: lease, agent or arp
            domiflist: list the interfaces of a machine
              <domain>
              --inactive
            domifstat: show figures of an interface
              <domain>
              <interface>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "domif-getlink" -> link(in);
            case "domifaddr" -> addresses(in);
            case "domiflist" -> list(in);
            case "domifstat" -> statistics(in);
            default -> throw undeclared(command);
        }
    }

    private static List<Element> interfaces(String xml) {
        return Element.parse(xml).child("devices").map(devices -> devices.children("interface")).orElse(List.of());
    }

    private static void list(Invocation in) {
        String xml = in.domain().xml(in.flag("inactive", Domain.XML_INACTIVE));
        Table table = new Table("Interface", "Type", "Source", "Model", "MAC");
        for (Element nic : interfaces(xml)) {
            table.row(Xml.at(nic, "target/@dev").orElse("-"), nic.attribute("type").orElse(""),
                    Xml.first(nic, "source/@bridge", "source/@dev", "source/@network", "source/@name", "source/@path").orElse("-"),
                    Xml.at(nic, "model/@type").orElse("-"), Xml.at(nic, "mac/@address").orElse("-"));
        }
        table.print(in.out());
    }

    private static void link(Invocation in) {
        String wanted = in.required("interface");
        boolean mac = wanted.matches("(?i)[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}");
        String xml = in.domain().xml(in.flag("config", Domain.XML_INACTIVE));
        List<Element> fitting = new ArrayList<>();
        for (Element nic : interfaces(xml)) {
            boolean fits = mac && Xml.at(nic, "mac/@address").equals(Optional.of(wanted.toLowerCase(Locale.ROOT)))
                    || Xml.at(nic, "target/@dev").equals(Optional.of(wanted));
            if (fits) fitting.add(nic);
        }
        if (fitting.isEmpty()) {
            throw new Failure("Interface (" + (mac ? "mac: " + wanted.toLowerCase(Locale.ROOT) : "dev: " + wanted) + ") not found.");
        }
        if (fitting.size() > 1) throw new Failure("multiple matching interfaces found");
        in.out().print(wanted + " " + Xml.at(fitting.getFirst(), "link/@state").orElse("up"));
    }

    private static void statistics(Invocation in) {
        Domain domain = in.domain();
        String device = in.required("interface");
        var values = in.attempt(() -> domain.interfaceStatistics(device),
                "Failed to get interface stats " + in.required("domain") + " " + device);
        figure(in.out(), device, "rx_bytes", values.rxBytes());
        figure(in.out(), device, "rx_packets", values.rxPackets());
        figure(in.out(), device, "rx_errs", values.rxErrors());
        figure(in.out(), device, "rx_drop", values.rxDropped());
        figure(in.out(), device, "tx_bytes", values.txBytes());
        figure(in.out(), device, "tx_packets", values.txPackets());
        figure(in.out(), device, "tx_errs", values.txErrors());
        figure(in.out(), device, "tx_drop", values.txDropped());
    }

    private static void figure(Output out, String device, String name, long value) {
        if (value >= 0) out.line(device + " " + name + " " + value);
    }

    private static void addresses(Invocation in) {
        Optional<String> only = in.text("interface");
        Optional<String> from = in.text("source");
        int source = from.map(SOURCES::indexOf).orElse(0);
        if (source < 0) throw new Failure("Unknown data source '" + from.get() + "'");
        Domain domain = in.domain();
        var interfaces = in.attempt(() -> domain.interfaceAddresses(source), "Failed to query for interfaces addresses");
        Output out = in.out();
        out.extra(String.format(" %-10s %-20s %-8s     %s\n", "Name", "MAC address", "Protocol", "Address") + "-".repeat(79) + "\n");
        for (var nic : interfaces) {
            if (only.isPresent() && !only.get().equals(nic.name())) continue;
            if (nic.addresses().isEmpty()) out.format(" %-10s %-17s    %-12s %s\n", nic.name(), nic.mac().orElse("N/A"), "N/A", "N/A");
            boolean first = true;
            for (Domain.Address address : nic.addresses()) {
                boolean named = first || in.has("full");
                first = false;
                out.format(" %-10s %-17s    %-12s %s/%d\n", named ? nic.name() : "-", named ? nic.mac().orElse("") : "-",
                        address.six() ? "ipv6" : "ipv4", address.address(), address.prefix());
            }
        }
    }
}
