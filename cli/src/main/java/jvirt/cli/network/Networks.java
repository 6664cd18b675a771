package jvirt.cli.network;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Notes;
import jvirt.cli.Output;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.cli.monitor.States;
import jvirt.client.Network;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NetworkEvent;
import jvirt.rpc.call.WireNetwork;

/** Virtual networks. */
public final class Networks extends Commands {
    private static final int INACTIVE_XML = 1;
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    private static final int VALIDATE = 1;
    private static final List<String> UPDATE_COMMANDS = List.of("none", "modify", "delete", "add-last", "add-first");
    private static final List<String> SECTIONS = List.of("none", "bridge", "domain", "ip", "ip-dhcp-host", "ip-dhcp-range", "forward",
            "forward-interface", "forward-pf", "portgroup", "dns-host", "dns-txt", "dns-srv");
    private static final String[] EVENTS = {"lifecycle", "metadata-change"};
    private static final List<String> NOTES = List.of("description", "title", "element");
    private static final List<String> LIFECYCLE = List.of("Defined", "Undefined", "Started", "Stopped");

    @Override public String table() {
        return """
            net-autostart: start a network with the host
              <network>
              --disable  not any more
            net-create: start a network from an XML file without keeping its definition
              <file> --validate
            net-define: define a network by an XML file, or change its definition
              <file> --validate
            net-desc: show or set the description or title of a network
              <network>
              --live --config --current
              --title  the title, not the description
              --edit  in an editor
              new-desc...  the new text
            net-destroy: stop a network
              <network>
            net-dhcp-leases: list the addresses that a network has given out
              <network>
              mac=  of this MAC address only
            net-dumpxml: print the definition of a network
              <network> --inactive xpath=! --wrap
            net-edit: change the definition of a network in an editor
              <network>
            net-event: wait for events of networks
              network=  of this network only
              event= --loop timeout=# --list --timestamp
            net-info: show what is most worth knowing about a network
              <network>
            net-list: list the networks
              --inactive
              --all  those that are active and those that are not
              --persistent  those with a definition
              --transient  those without
              --autostart  those that start with the host
              --no-autostart  those that do not
              --uuid --name --table
            net-metadata: show or set an XML element of one's own
              <network>
              <uri>  its namespace
              --live --config --current
              --edit  in an editor
              key=  prefix of the namespace
              set=  the new element
              --remove  remove it
            net-name: print the name of a network
              <network>  UUID of the network
            net-start: start a network that is defined
              <network>
            net-undefine: forget a network
              <network>
            net-update: change one part of a network
              <network>
              <command>  add, add-first, add-last, modify or delete
              <section>  which part, such as ip-dhcp-host
              <xml>  the XML of the part, or a file with it
              parent-index=#  in which of several parents
              --config --live --current
            net-uuid: print the UUID of a network
              <network>  name of the network
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "net-autostart" -> autostart(in);
            case "net-create" -> create(in);
            case "net-define" -> define(in);
            case "net-desc" -> {
                int flags = in.impact();
                notes(in).describe(flags, flags);
            }
            case "net-destroy" -> act(in, Network::destroy, "Failed to destroy network ", " destroyed\n");
            case "net-dhcp-leases" -> leases(in);
            case "net-dumpxml" -> in.printXml(network(in).xml(in.flag("inactive", INACTIVE_XML)));
            case "net-edit" -> edit(in);
            case "net-event" -> events(in);
            case "net-info" -> info(in);
            case "net-list" -> list(in);
            case "net-metadata" -> {
                int flags = in.impact();
                Notes.checkMetadata(in);
                notes(in).metadata(flags);
            }
            case "net-name" -> in.out().line(lookup(in, true, false).name());
            case "net-start" -> act(in, Network::start, "Failed to start network ", " started\n");
            case "net-undefine" -> act(in, Network::undefine, "Failed to undefine network ", " has been undefined\n");
            case "net-update" -> update(in);
            case "net-uuid" -> in.out().line(lookup(in, false, true).uuid().toString());
            default -> throw undeclared(command);
        }
    }

    /** The network that {@code <network>} names by UUID or name. */
    static Network network(Invocation in) {
        return lookup(in, true, true);
    }

    private static Network lookup(Invocation in, boolean byUuid, boolean byName) {
        String name = in.found("network");
        Finding<Network> network = new Finding<>();
        if (byUuid && name.length() == 36) {
            in.session().debug(Session.DEBUG, in.command() + ": <network> trying as network UUID");
            Session.uuid(name).ifPresent(uuid -> network.by(() -> in.connection().networks().withUuid(uuid)));
        }
        if (!network.found() && byName) {
            in.session().debug(Session.DEBUG, in.command() + ": <network> trying as network NAME");
            network.by(() -> in.connection().networks().named(name));
        }
        return network.orComplain("failed to get network '" + name + "'");
    }

    private static Notes notes(Invocation in) {
        Network network = network(in);
        return new Notes(in, "network", network, network::metadata, network::setMetadata);
    }

    private interface Action {
        void on(Network network);
    }

    private static void act(Invocation in, Action action, String complaint, String success) {
        Network network = network(in);
        String name = in.required("network");
        in.attempt(() -> action.on(network), complaint + name);
        in.out().extra("Network " + name + success);
    }

    private static void autostart(Invocation in) {
        String what = in.has("disable") ? "unmark" : "mark";
        Network network = network(in);
        String name = in.required("network");
        in.attempt(() -> network.autostart(!in.has("disable")), "failed to " + what + " network " + name + " as autostarted");
        in.out().extra("Network " + name + " " + what + "ed as autostarted\n");
    }

    private static void create(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        Network network = in.attempt(() -> in.connection().networks().create(xml, in.flag("validate", VALIDATE)),
                "Failed to create network from " + file);
        in.out().extra("Network " + network + " created from " + file + "\n");
    }

    private static void define(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        Network network = in.attempt(() -> in.connection().networks().define(xml, in.flag("validate", VALIDATE)),
                "Failed to define network from " + file);
        in.out().extra("Network " + network + " defined from " + file + "\n");
    }

    private static void edit(Invocation in) {
        Network network = network(in);
        java.util.function.Consumer<String> store = xml -> in.connection().networks().define(xml, 0);
        boolean changed = new Editing(in).run(() -> network.xml(INACTIVE_XML), store, store);
        in.out().extra("Network " + network + " XML configuration " + (changed ? "edited.\n" : "not changed.\n"));
    }

    private static void update(Invocation in) {
        int impact = in.impact();
        Network network = network(in);
        String word = in.required("command");
        int command = UPDATE_COMMANDS.indexOf(word.equals("add") ? "add-last" : word);
        if (command <= 0) throw new Failure("unrecognized command name '" + word + "'");
        String part = in.required("section");
        int section = SECTIONS.indexOf(part);
        if (section <= 0) throw new Failure("unrecognized section name '" + part + "'");
        int parent = in.integer("parent-index").orElse(-1);
        String given = in.required("xml");
        String xml = given.startsWith("<") ? given : in.read(given);
        in.attempt(() -> network.update(command, section, parent, xml, impact), "Failed to update network " + network);
        boolean live = (impact & LIVE) != 0;
        boolean config = (impact & CONFIG) != 0;
        if (impact == 0 && network.active()) live = true;
        in.out().extra("Updated network " + network + (config && live ? " persistent config and live state"
                : live ? " live state" : " persistent config"));
    }

    private static String yes(boolean value) {
        return value ? "yes" : "no";
    }

    /** What {@code yes} is not always known of. */
    static String autostart(java.util.function.BooleanSupplier of) {
        try {
            return yes(of.getAsBoolean());
        } catch (VirtException e) {
            return "no autostart";
        }
    }

    private static void info(Invocation in) {
        Network network = network(in);
        Output out = in.out();
        out.field("Name:", network.name());
        out.field("UUID:", network.uuid());
        out.field("Active:", yes(network.active()));
        out.field("Persistent:", yes(network.persistent()));
        out.field("Autostart:", autostart(network::autostart));
        Session.lookup(network::bridge).ifPresent(bridge -> out.field("Bridge:", bridge));
    }

    private static void list(Invocation in) {
        int filter = in.has("all") ? 3 : in.has("inactive") ? 1 : 2;
        filter |= in.flag("persistent", 4) | in.flag("transient", 8) | in.flag("autostart", 16) | in.flag("no-autostart", 32);
        if (in.flag("table", 1) + in.flag("name", 1) + in.flag("uuid", 1) > 1) {
            throw new Failure("Only one argument from --table, --name and --uuid may be specified.");
        }
        int flags = filter;
        List<Network> networks = new ArrayList<>(in.attempt(() -> in.connection().networks().list(flags), "Failed to list networks"));
        networks.sort(Comparator.comparing(Network::name, String.CASE_INSENSITIVE_ORDER));
        if (in.has("uuid")) networks.forEach(one -> in.out().line(one.uuid().toString()));
        else if (in.has("name")) networks.forEach(one -> in.out().line(one.name()));
        else {
            Table table = new Table("Name", "State", "Autostart", "Persistent");
            for (Network one : networks) {
                table.row(one.name(), one.active() ? "active" : "inactive", autostart(one::autostart), yes(one.persistent()));
            }
            table.print(in.out());
        }
    }

    private static void leases(Invocation in) {
        Optional<String> mac = in.text("mac");
        Network network = network(in);
        var leases = new ArrayList<>(in.attempt(() -> network.leases(mac), "Failed to get leases info for " + in.required("network")));
        leases.sort(Comparator.comparing(lease -> lease.mac().orElse(""), String.CASE_INSENSITIVE_ORDER));
        Table table = new Table("Expiry Time", "MAC address", "Protocol", "IP address", "Hostname", "Client ID or DUID");
        for (var lease : leases) {
            table.row(Instant.ofEpochSecond(lease.expirytime()).atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")),
                    lease.mac().orElse("-"), lease.type() == 0 ? "ipv4" : lease.type() == 1 ? "ipv6" : "-",
                    lease.ipaddr() + "/" + Integer.toUnsignedString(lease.prefix()), lease.hostname().orElse("-"), lease.clientid().orElse("-"));
        }
        table.print(in.out());
    }

    private static void events(Invocation in) {
        if (EventLoop.list(in, EVENTS)) return;
        int event = EventLoop.chosen(in, EVENTS);
        in.timeoutMillis();
        Optional<WireNetwork> network = in.has("network") ? Optional.of(network(in).wire()) : Optional.empty();
        List<Integer> callbacks = new ArrayList<>();
        new EventLoop(in).run(() -> callbacks.add(in.call(new ConnectCall.NetworkEventRegisterAny(event, network)).callbackID()),
                () -> callbacks.forEach(one -> in.call(new ConnectCall.NetworkEventDeregisterAny(one))),
                one -> one instanceof NetworkEvent mine ? Optional.of(text(mine)) : Optional.empty());
    }

    private static String text(NetworkEvent event) {
        return switch (event) {
            case NetworkEvent.Lifecycle(_, var net, int what, _) -> "event 'lifecycle' for network " + net.name() + ": "
                    + States.of(LIFECYCLE, what, "unknown") + "\n";
            case NetworkEvent.CallbackMetadataChange(_, var net, int type, var uri) -> "event 'metadata-change' for network " + net.name()
                    + ": type " + States.of(NOTES, type, "unsupported value") + ", uri " + uri.orElse("<null>") + "\n";
        };
    }
}
