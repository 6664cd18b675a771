package jvirt.cli.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.cli.Xml;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.InterfaceCall;
import jvirt.rpc.call.WireInterface;

/** The network interfaces of the host. */
public final class HostInterfaces extends Commands {
    private static final int INACTIVE = 1;
    /** What belongs to the device itself, not to the bridge that it becomes a port of. */
    private static final List<String> OWN = List.of("mac", "bond", "vlan");

    @Override public String table() {
        return """
            iface-begin: begin changes that can be taken back together
            iface-bridge: make a bridge and attach an interface to it
              <interface>  the interface
              <bridge>  name of the new bridge
              --no-stp  without spanning tree
              delay=#  seconds until it forwards
              --no-start  do not start it
            iface-commit: keep the changes since iface-begin
            iface-define: define an interface by an XML file, or change its definition
              <file> --validate
            iface-destroy: stop an interface
              <interface>
            iface-dumpxml: print the definition of an interface
              <interface> --inactive xpath=! --wrap
            iface-edit: change the definition of an interface in an editor
              <interface>
            iface-list: list the interfaces of the host
              --inactive
              --all  those that are active and those that are not
            iface-mac: print the MAC address of an interface
              <interface>  name of the interface
            iface-name: print the name of an interface
              <interface>  MAC address of the interface
            iface-rollback: take back the changes since iface-begin
            iface-start: start an interface that is defined
              <interface>
            iface-unbridge: detach the interface from a bridge and undefine the bridge
              <bridge>  the bridge
              --no-start  do not start the interface
            iface-undefine: forget an interface
              <interface>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "iface-begin" -> {
                in.attempt(() -> in.call(new InterfaceCall.ChangeBegin(0)), "Failed to begin network config change transaction");
                in.out().extra("Network config change transaction started\n");
            }
            case "iface-commit" -> {
                in.attempt(() -> in.call(new InterfaceCall.ChangeCommit(0)), "Failed to commit network config change transaction");
                in.out().extra("Network config change transaction committed\n");
            }
            case "iface-rollback" -> {
                in.attempt(() -> in.call(new InterfaceCall.ChangeRollback(0)), "Failed to rollback network config change transaction");
                in.out().extra("Network config change transaction rolled back\n");
            }
            case "iface-bridge" -> bridge(in);
            case "iface-unbridge" -> unbridge(in);
            case "iface-define" -> define(in);
            case "iface-destroy" -> act(in, one -> in.call(new InterfaceCall.Destroy(one, 0)), "destroy", " destroyed\n");
            case "iface-start" -> act(in, one -> in.call(new InterfaceCall.Create(one, 0)), "start", " started\n");
            case "iface-undefine" -> act(in, one -> in.call(new InterfaceCall.Undefine(one)), "undefine", " undefined\n");
            case "iface-dumpxml" -> in.printXml(xml(in, lookup(in, "interface", true, true), in.flag("inactive", INACTIVE)));
            case "iface-edit" -> edit(in);
            case "iface-list" -> list(in);
            case "iface-mac" -> in.out().line(lookup(in, "interface", true, false).mac());
            case "iface-name" -> in.out().line(lookup(in, "interface", false, true).name());
            default -> throw undeclared(command);
        }
    }

    private static WireInterface lookup(Invocation in, String option, boolean byName, boolean byMac) {
        String name = in.found(option);
        boolean mac = name.matches("(?i)[0-9a-f]{1,2}(:[0-9a-f]{1,2}){5}");
        Finding<WireInterface> found = new Finding<>();
        if (!mac && byName) found.by(() -> in.call(new InterfaceCall.LookupByName(name)).iface());
        if (mac && byMac) found.by(() -> in.call(new InterfaceCall.LookupByMacString(name)).iface());
        return found.orComplain("failed to get interface '" + name + "'");
    }

    private interface Action {
        void on(WireInterface one);
    }

    private static void act(Invocation in, Action action, String what, String success) {
        WireInterface one = lookup(in, "interface", true, true);
        String name = in.required("interface");
        in.attempt(() -> action.on(one), "Failed to " + what + " interface " + name);
        in.out().extra("Interface " + name + success);
    }

    private static String xml(Invocation in, WireInterface one, int flags) {
        return in.call(new InterfaceCall.GetXmlDesc(one, flags)).xml();
    }

    private static void define(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        WireInterface one = in.attempt(() -> in.call(new InterfaceCall.DefineXml(xml, in.flag("validate", 1))).iface(),
                "Failed to define interface from " + file);
        in.out().extra("Interface " + one.name() + " defined from " + file + "\n");
    }

    private static void edit(Invocation in) {
        WireInterface one = lookup(in, "interface", true, true);
        java.util.function.Consumer<String> store = xml -> in.call(new InterfaceCall.DefineXml(xml, 0));
        boolean changed = new Editing(in).run(() -> xml(in, one, INACTIVE), store, store);
        in.out().extra("Interface " + one.name() + " XML configuration " + (changed ? "edited.\n" : "not changed.\n"));
    }

    private static void list(Invocation in) {
        in.exclusive("all", "inactive");
        int filter = in.has("all") ? 3 : in.has("inactive") ? 1 : 2;
        List<WireInterface> all = new ArrayList<>(in.attempt(() -> in.call(new ConnectCall.ListAllInterfaces(1, filter)),
                "Failed to list interfaces").ifaces());
        all.sort(Comparator.comparing(WireInterface::name, String.CASE_INSENSITIVE_ORDER));
        Table table = new Table("Name", "State", "MAC Address");
        for (WireInterface one : all) {
            boolean active = in.call(new InterfaceCall.IsActive(one)).active() == 1;
            table.row(one.name(), active ? "active" : "inactive", one.mac());
        }
        table.print(in.out());
    }

    // bridges

    private static Element element(String name, Map<String, String> attributes, List<Node> nodes) {
        return Element.of(name, attributes, nodes);
    }

    private static void bridge(Invocation in) {
        WireInterface port = lookup(in, "interface", true, false);
        String name = in.required("interface");
        String bridge = in.required("bridge");
        if (Session.lookup(() -> in.call(new InterfaceCall.LookupByName(bridge))).isPresent()) {
            throw new Failure("Network device " + bridge + " already exists");
        }
        boolean stp = !in.has("no-stp");
        int delay = in.unsigned("delay").orElse(0);
        Element old = Element.parse(xml(in, port, INACTIVE));
        String type = old.attribute("type").orElseThrow(() -> new Failure("Existing device " + name + " has no type"));
        if (type.equals("bridge")) throw new Failure("Existing device " + name + " is already a bridge");
        List<Node> outer = new ArrayList<>();
        List<Node> inner = new ArrayList<>();
        for (Node node : old.nodes()) (node instanceof Element child && OWN.contains(child.name()) ? inner : outer).add(node);
        Map<String, String> settings = new LinkedHashMap<>(Map.of("stp", stp ? "on" : "off"));
        if (stp) settings.put("delay", Integer.toString(delay));
        outer.add(element("bridge", settings, List.of(element("interface", ordered("type", type, "name", name), inner))));
        String definition = Xml.text(element("interface", ordered("type", "bridge", "name", bridge), outer));
        WireInterface made = in.attempt(() -> in.call(new InterfaceCall.DefineXml(definition, 0)).iface(),
                "Failed to define new bridge interface " + bridge);
        in.out().extra("Created bridge " + bridge + " with attached device " + name + "\n");
        if (in.has("no-start")) return;
        in.attempt(() -> in.call(new InterfaceCall.Create(made, 0)), "Failed to start bridge interface " + bridge);
        in.out().extra("Bridge interface " + bridge + " started\n");
    }

    private static Map<String, String> ordered(String one, String value, String other, String second) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put(one, value);
        attributes.put(other, second);
        return attributes;
    }

    private static void unbridge(Invocation in) {
        WireInterface bridge = lookup(in, "bridge", true, false);
        String name = in.required("bridge");
        Element old = Element.parse(xml(in, bridge, INACTIVE));
        String kind = old.attribute("type").orElseThrow(() -> new Failure("Existing device " + name + " has no type"));
        if (!kind.equals("bridge")) throw new Failure("Device " + name + " is not a bridge");
        Element settings = old.child("bridge").orElseThrow(() -> new Failure("No bridge node in xml document"));
        List<Element> ports = settings.children("interface");
        if (ports.size() > 1) throw new Failure("Multiple interfaces attached to bridge");
        if (ports.isEmpty()) throw new Failure("No interface attached to bridge");
        Element port = ports.getFirst();
        String portName = port.attribute("name").orElseThrow(() -> new Failure("Device attached to bridge " + name + " has no name"));
        String type = port.attribute("type").orElseThrow(() -> new Failure("Attached device " + portName + " has no type"));
        List<Node> nodes = new ArrayList<>(old.nodes());
        nodes.remove(settings);
        port.children().stream().filter(child -> OWN.contains(child.name())).forEach(nodes::add);
        String definition = Xml.text(element("interface", ordered("type", type, "name", portName), nodes));
        in.attempt(() -> in.call(new InterfaceCall.Destroy(bridge, 0)), "Failed to destroy bridge interface " + name);
        in.attempt(() -> in.call(new InterfaceCall.Undefine(bridge)), "Failed to undefine bridge interface " + name);
        WireInterface made = in.attempt(() -> in.call(new InterfaceCall.DefineXml(definition, 0)).iface(),
                "Failed to define new interface " + portName);
        in.out().extra("Device " + portName + " un-attached from bridge " + name + "\n");
        if (in.has("no-start")) return;
        in.attempt(() -> in.call(new InterfaceCall.Create(made, 0)), "Failed to start interface " + portName);
        in.out().extra("Interface " + portName + " started\n");
    }
}
