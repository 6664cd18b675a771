package jvirt.cli.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Finding;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.cli.Table;
import jvirt.client.Network;

/** Where machines are plugged into networks. */
public final class NetworkPorts extends Commands {
    @Override public String table() {
        return """
            net-port-create: plug something into a network as an XML file says
              <network> <file> --validate
            net-port-delete: unplug something from a network
              <network>
              <port>  UUID of the port
            net-port-dumpxml: print what is plugged into a network at a port
              <network>
              <port>  UUID of the port
              xpath=! --wrap
            net-port-list: list what is plugged into a network
              <network> --uuid --table
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "net-port-create" -> create(in);
            case "net-port-delete" -> {
                Network.Port port = port(in);
                in.attempt(port::delete, "Failed to delete network port " + port.uuid());
                in.out().extra("Network port " + port.uuid() + " deleted\n");
            }
            case "net-port-dumpxml" -> in.printXml(port(in).xml());
            case "net-port-list" -> list(in);
            default -> throw undeclared(command);
        }
    }

    private static Network.Port port(Invocation in) {
        Network network = Networks.network(in);
        String uuid = in.found("port");
        Finding<Network.Port> port = new Finding<>();
        Session.uuid(uuid).ifPresent(one -> port.by(() -> network.port(one)));
        return port.orComplain("failed to get network port '" + uuid + "'");
    }

    private static void create(Invocation in) {
        Network network = Networks.network(in);
        String file = in.required("file");
        String xml = in.read(file);
        Network.Port port = in.attempt(() -> network.createPort(xml, in.flag("validate", 2)), "Failed to create network from " + file);
        in.out().extra("Network port " + port.uuid() + " created from " + file + "\n");
    }

    private static void list(Invocation in) {
        if (in.has("table") && in.has("uuid")) throw new Failure("Only one argument from --table and --uuid may be specified.");
        List<Network.Port> ports = new ArrayList<>(Networks.network(in).ports());
        ports.sort(Comparator.comparing(port -> port.uuid().toString()));
        if (in.has("uuid")) {
            ports.forEach(port -> in.out().line(port.uuid().toString()));
            return;
        }
        Table table = new Table("UUID");
        for (Network.Port port : ports) table.row(port.uuid().toString());
        table.print(in.out());
    }
}
