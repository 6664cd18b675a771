package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Parameters;
import jvirt.cli.Xml;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;

/** Network interfaces of machines. */
public final class Nics extends Commands {
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    private static final List<String> TYPES = List.of("user", "ethernet", "vhostuser", "server", "client", "mcast", "network", "bridge",
            "internal", "direct", "hostdev", "udp", "vdpa", "null", "vds");

    @Override public String table() {
        return """
            attach-interface: add a network interface
              <domain>
              <type>  network, bridge, direct, hostdev or vhostuser
              <source>  the network, bridge or device
              target=  what to call it on the host
              mac=
              script=  script that connects it
              model=  kind of card
              alias=  its alias
              inbound=  limits of what the guest receives: average,peak,burst,floor
              outbound=  limits of what the guest sends: average,peak,burst
              --persistent --config --live --current --print-xml
              --managed  the host's device is taken from its driver and given back
              source-mode=  server or client, of a vhostuser socket
            detach-interface: remove a network interface
              <domain>
              <type>  its type
              mac=
              --persistent --config --live --current --print-xml
            domif-setlink: set whether the link of an interface is up
              <domain> <interface>
              <state>  up or down
              persistent->config --config --print-xml
            domiftune: show or set limits of an interface
              <domain> <interface>
              inbound=  limits of what the guest receives: average,peak,burst,floor
              outbound=  limits of what the guest sends: average,peak,burst
              --config --live --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "attach-interface" -> attach(in);
            case "detach-interface" -> detach(in);
            case "domif-setlink" -> setLink(in);
            case "domiftune" -> tune(in);
            default -> throw undeclared(command);
        }
    }

    /** Limits in KiB/s and KiB; 0 is none. */
    private record Rate(long average, long peak, long burst, long floor) {
        static Rate parse(String text) {
            String[] fields = text.split(",", -1);
            if (fields.length > 4) throw new Failure("Rate string '" + text + "' has too many fields");
            String[] names = {"average", "peak", "burst", "floor"};
            long[] values = new long[4];
            for (int i = 0; i < fields.length; i++) {
                String name = names[i];
                if (!fields[i].isEmpty()) values[i] = Numbers.unsigned(fields[i]).orElseThrow(() -> new Failure("field '" + name + "' is malformed"));
            }
            return new Rate(values[0], values[1], values[2], values[3]);
        }

        private static String attribute(String name, long value) {
            return value == 0 ? "" : " " + name + "='" + Long.toUnsignedString(value) + "'";
        }

        String attributes(boolean inbound) {
            return attribute("average", average) + attribute("peak", peak) + attribute("burst", burst) + (inbound ? attribute("floor", floor) : "");
        }
    }

    private static Optional<Rate> inbound(Invocation in) {
        return in.text("inbound").map(Rate::parse);
    }

    private static Optional<Rate> outbound(Invocation in) {
        return in.text("outbound").map(Rate::parse);
    }

    private static void attach(Invocation in) {
        Attaching.exclusive(in);
        String type = in.required("type");
        String source = in.required("source");
        Optional<String> mode = in.text("source-mode");
        if (!TYPES.contains(type)) throw new Failure("No support for " + type + " in command 'attach-interface'");
        if (mode.isPresent() && !mode.get().equals("server") && !mode.get().equals("client")) {
            throw new Failure("Invalid source mode: " + mode.get());
        }
        Optional<Rate> inbound = inbound(in);
        if (inbound.isPresent() && inbound.get().average == 0 && inbound.get().floor == 0) {
            throw new Failure("either inbound average or floor is mandatory");
        }
        Optional<Rate> outbound = outbound(in);
        if (outbound.isPresent() && outbound.get().average == 0) throw new Failure("outbound average is mandatory");
        if (outbound.isPresent() && outbound.get().floor != 0) throw new Failure("outbound floor is unsupported yet");
        StringBuilder xml = new StringBuilder("<interface type='" + type + "'" + (in.has("managed") ? " managed='yes'" : "") + ">\n");
        xml.append(source(type, source, mode));
        in.text("target").ifPresent(name -> xml.append("  <target dev='").append(name).append("'/>\n"));
        in.text("mac").ifPresent(mac -> xml.append("  <mac address='").append(mac).append("'/>\n"));
        in.text("script").ifPresent(script -> xml.append("  <script path='").append(script).append("'/>\n"));
        in.text("model").ifPresent(model -> xml.append("  <model type='").append(model).append("'/>\n"));
        in.text("alias").ifPresent(alias -> xml.append("  <alias name='").append(alias).append("'/>\n"));
        if (inbound.isPresent() || outbound.isPresent()) {
            xml.append("  <bandwidth>\n");
            inbound.ifPresent(rate -> xml.append("    <inbound").append(rate.attributes(true)).append("/>\n"));
            outbound.ifPresent(rate -> xml.append("    <outbound").append(rate.attributes(false)).append("/>\n"));
            xml.append("  </bandwidth>\n");
        }
        String device = xml.append("</interface>\n").toString();
        if (in.has("print-xml")) {
            in.out().print(device);
            return;
        }
        Domain domain = in.domain();
        int impact = in.impact(domain);
        in.attempt(() -> Attaching.attach(in, domain, device, impact), "Failed to attach interface");
        in.out().extra("Interface attached successfully\n");
    }

    private static String source(String type, String source, Optional<String> mode) {
        return switch (type) {
            case "network", "bridge" -> "  <source " + type + "='" + source + "'/>\n";
            case "direct" -> "  <source dev='" + source + "'/>\n";
            case "hostdev" -> "  <source>\n    " + DeviceAddress.parse("pci:" + source).orElseThrow(() ->
                    new Failure("cannot parse pci address '" + source + "' for network interface")).xml(false) + "\n  </source>\n";
            case "vhostuser" -> "  <source type='unix' path='" + source + "' mode='"
                    + mode.orElseThrow(() -> new Failure("source-mode is mandatory")) + "'/>\n";
            default -> throw new Failure("No support for " + type + " in command 'attach-interface'");
        };
    }

    private static List<Element> interfaces(String xml) {
        return Element.parse(xml).child("devices").map(devices -> devices.children("interface")).orElse(List.of());
    }

    private static void detach(Invocation in) {
        Attaching.exclusive(in);
        Domain domain = in.domain();
        String type = in.required("type");
        Optional<String> mac = in.text("mac");
        boolean config = in.has("config") || in.has("persistent");
        boolean live = in.has("live") || in.has("persistent") && domain.active();
        try {
            if (config) detach(in, domain, domain.xml(Domain.XML_INACTIVE), type, mac, CONFIG);
            if (live || !config) detach(in, domain, domain.xml(0), type, mac, live ? LIVE : 0);
        } catch (Failure e) {
            if (!e.getMessage().isEmpty()) in.out().error(e.getMessage());
            if (in.has("print-xml")) throw Failure.told();
            throw new Failure("Failed to detach interface", e.getCause());
        }
        if (!in.has("print-xml")) in.out().extra("Interface detached successfully\n");
    }

    private static void detach(Invocation in, Domain domain, String xml, String type, Optional<String> mac, int flags) {
        List<Element> all = interfaces(xml).stream().filter(nic -> nic.attribute("type").equals(Optional.of(type))).toList();
        if (all.isEmpty()) throw new Failure("No interface found whose type is " + type);
        if (mac.isEmpty() && all.size() > 1) {
            throw new Failure("Domain has " + all.size() + " interfaces. Please specify which one to detach using --mac");
        }
        List<Element> fitting = mac.isEmpty() ? all : all.stream().filter(nic ->
                Xml.at(nic, "mac/@address").filter(one -> one.equalsIgnoreCase(mac.get())).isPresent()).toList();
        if (fitting.isEmpty()) throw new Failure("No interface with MAC address " + mac.get() + " was found");
        if (fitting.size() > 1) {
            throw new Failure("Domain has multiple interfaces matching MAC address " + mac.get() + ". You must use detach-device and "
                    + "specify the device pci address to remove it.");
        }
        String device = Xml.text(fitting.getFirst());
        if (in.has("print-xml")) in.out().print(device);
        else in.attempt(() -> domain.detachDevice(device, flags, flags == 0 && !in.has("current")), "");
    }

    private static void setLink(Invocation in) {
        Domain domain = in.domain();
        String wanted = in.required("interface");
        String state = in.required("state");
        if (!state.equals("up") && !state.equals("down")) throw new Failure("invalid link state '" + state + "'");
        int flags = in.has("config") || !domain.active() ? CONFIG : LIVE;
        List<Element> all = interfaces(domain.xml(in.flag("config", Domain.XML_INACTIVE)));
        if (all.isEmpty()) throw new Failure("Failed to extract interface information or no interfaces found");
        Element nic = all.stream().filter(one -> Xml.at(one, "mac/@address").filter(wanted::equalsIgnoreCase).isPresent()
                        || Xml.at(one, "target/@dev").filter(wanted::equalsIgnoreCase).isPresent())
                .findFirst().orElseThrow(() -> new Failure("interface '" + wanted + "' not found"));
        List<Node> nodes = new ArrayList<>(nic.nodes());
        nic.child("link").ifPresent(nodes::remove);
        nodes.add(Element.of("link", Map.of("state", state), List.of()));
        String xml = Xml.text(new Element(nic.name(), nic.namespace(), new LinkedHashMap<>(nic.attributes()), nodes, nic.line()));
        if (in.has("print-xml")) {
            in.out().print(xml);
            return;
        }
        in.attempt(() -> domain.updateDevice(xml, flags), "Failed to update interface link state");
        in.out().extra("Device updated successfully\n");
    }

    private static void tune(Invocation in) {
        int impact = in.impact();
        Domain domain = in.domain();
        String device = in.required("interface");
        List<TypedParam> params = new ArrayList<>();
        inbound(in).ifPresent(rate -> {
            check(rate, "inbound");
            if (rate.average == 0 && (rate.burst != 0 || rate.peak != 0) && rate.floor == 0) {
                throw new Failure("either inbound average or floor is mandatory");
            }
            add(params, "inbound", rate);
            if (rate.floor != 0) params.add(TypedParam.ofUint("inbound.floor", (int) rate.floor));
        });
        outbound(in).ifPresent(rate -> {
            check(rate, "outbound");
            if (rate.average == 0 && (rate.burst != 0 || rate.peak != 0)) throw new Failure("outbound average is mandatory");
            if (rate.floor != 0) throw new Failure("outbound floor is unsupported yet");
            add(params, "outbound", rate);
        });
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new DomainCall.SetInterfaceParameters(domain.wire(), device, params, impact)),
                    "Unable to set interface parameters");
            return;
        }
        int count = in.attempt(() -> in.call(new DomainCall.GetInterfaceParameters(domain.wire(), device, 0, impact | Parameters.STRINGS)).nparams(),
                "Unable to get number of interface parameters");
        if (count > 0) {
            Parameters.print(in.out(), in.attempt(() -> in.call(new DomainCall.GetInterfaceParameters(domain.wire(), device, count, impact | Parameters.STRINGS)),
                    "Unable to get interface parameters").params());
        }
    }

    private static void check(Rate rate, String direction) {
        long most = 0xffff_ffffL;
        if (rate.average > most || rate.peak > most || rate.burst > most) {
            throw new Failure(String.format(Locale.ROOT, "%s rate larger than maximum %d", direction, most));
        }
    }

    private static void add(List<TypedParam> params, String direction, Rate rate) {
        params.add(TypedParam.ofUint(direction + ".average", (int) rate.average));
        if (rate.peak != 0) params.add(TypedParam.ofUint(direction + ".peak", (int) rate.peak));
        if (rate.burst != 0) params.add(TypedParam.ofUint(direction + ".burst", (int) rate.burst));
    }
}
