package jvirt.cli.storage;

import java.util.List;
import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Invocation;

/** Pools that are described by options. */
public final class PoolsByOptions extends Commands {
    private static final String OPTIONS = """
            <name>  name of the pool
            <type>  kind of the pool
            --print-xml
            source-host=  host that has the storage
            source-path=  folder on that host
            source-dev=  device that has the storage
            source-name=  name of the storage
            target=  where the volumes are found
            source-format=  format of the storage
            auth-type=  how to log in
            auth-username=  as whom to log in
            secret-usage=  usage of the secret to log in with
            secret-uuid=  UUID of the secret to log in with
            adapter-name=  SCSI adapter
            adapter-wwnn=  WWNN of a fibre channel adapter
            adapter-wwpn=  WWPN of a fibre channel adapter
            adapter-parent=  adapter on which to make a virtual one
            adapter-parent-wwnn=  WWNN of that adapter
            adapter-parent-wwpn=  WWPN of that adapter
            adapter-parent-fabric-wwn=  fabric of that adapter
            source-protocol-ver=  version of the NFS protocol
            source-initiator=  who to be for the iSCSI target
            """;

    @Override public String table() {
        return "pool-create-as: start a pool without keeping a definition\n" + OPTIONS.indent(2) + """
            --build  make its place first
            --no-overwrite  only if nothing is there
            --overwrite  whatever is there
            """.indent(2) + "pool-define-as: define a pool\n" + OPTIONS.indent(2);
    }

    @Override public void run(String command, Invocation in) {
        boolean create = command.equals("pool-create-as");
        int flags = create ? Pools.build(in) : 0;
        in.exclusive("secret-usage", in.has("secret-usage"), "secret-uuid", in.has("secret-uuid"));
        String name = in.required("name");
        String xml = describe(in, name);
        if (in.has("print-xml")) {
            in.out().print(xml);
        } else if (create) {
            in.attempt(() -> in.connection().pools().create(xml, flags), "Failed to create pool " + name);
            in.out().extra("Pool " + name + " created\n");
        } else {
            in.attempt(() -> in.connection().pools().define(xml, 0), "Failed to define pool " + name);
            in.out().extra("Pool " + name + " defined\n");
        }
    }

    private static String line(Invocation in, String option, String before, String after) {
        return in.text(option).map(value -> "    " + before + value + after + "\n").orElse("");
    }

    private static String describe(Invocation in, String name) {
        String source = source(in);
        return "<pool type='" + in.required("type") + "'>\n  <name>" + name + "</name>\n" + (source.isEmpty() ? "" : "  <source>\n" + source + "  </source>\n")
                + in.text("target").map(path -> "  <target>\n    <path>" + path + "</path>\n  </target>\n").orElse("") + "</pool>\n";
    }

    private static String source(Invocation in) {
        boolean fibre = in.text("adapter-wwnn").isPresent() && in.text("adapter-wwpn").isPresent();
        boolean any = fibre || List.of("source-host", "source-path", "source-dev", "source-initiator", "source-format", "source-name", "adapter-name")
                .stream().anyMatch(in::has);
        if (!any) return "";
        return line(in, "source-host", "<host name='", "'/>") + line(in, "source-path", "<dir path='", "'/>")
                + line(in, "source-dev", "<device path='", "'/>")
                + in.text("source-initiator").map(iqn -> "    <initiator>\n      <iqn name='" + iqn + "'/>\n    </initiator>\n").orElse("")
                + (fibre ? adapter(in) : line(in, "adapter-name", "<adapter type='scsi_host' name='", "'/>")) + login(in)
                + line(in, "source-format", "<format type='", "'/>") + line(in, "source-name", "<name>", "</name>")
                + line(in, "source-protocol-ver", "<protocol ver='", "'/>");
    }

    private static String adapter(Invocation in) {
        Optional<String> parent = in.text("adapter-parent").map(one -> " parent='" + one + "'");
        if (parent.isEmpty() && in.has("adapter-parent-wwnn") && in.has("adapter-parent-wwpn")) {
            parent = Optional.of(" parent_wwnn='" + in.required("adapter-parent-wwnn") + "' parent_wwpn='" + in.required("adapter-parent-wwpn") + "'");
        } else if (parent.isEmpty()) {
            parent = in.text("adapter-parent-fabric-wwn").map(one -> " parent_fabric_wwn='" + one + "'");
        }
        return "    <adapter type='fc_host'" + parent.orElse("") + " wwnn='" + in.required("adapter-wwnn") + "' wwpn='"
                + in.required("adapter-wwpn") + "'/>\n";
    }

    private static String login(Invocation in) {
        Optional<String> type = in.text("auth-type");
        Optional<String> user = in.text("auth-username");
        Optional<String> secret = in.text("secret-usage").map(usage -> "usage='" + usage + "'")
                .or(() -> in.text("secret-uuid").map(uuid -> "uuid='" + uuid + "'"));
        if (type.isEmpty() || user.isEmpty() || secret.isEmpty()) return "";
        return "    <auth type='" + type.get() + "' username='" + user.get() + "'>\n      <secret " + secret.get() + "/>\n    </auth>\n";
    }
}
