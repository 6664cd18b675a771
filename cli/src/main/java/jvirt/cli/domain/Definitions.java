package jvirt.cli.domain;

import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.client.Domain;
import jvirt.rpc.call.QemuCall;

/** The definitions of machines. */
public final class Definitions extends Commands {
    private static final int VALIDATE = 1;

    @Override public String table() {
        return """
            create: start a machine from an XML file without keeping its definition
              <file>
              --console  attach to its console
              --paused
              --autodestroy  destroy it when this connection ends
              pass-fds=  descriptors to hand on, separated by commas
              --validate
              --reset-nvram  make its NVRAM anew from the template
            define: define a machine by an XML file, or change its definition
              <file> --validate
            domxml-from-native: turn another program's configuration into XML
              <format>  which program's, such as qemu-argv
              <config>  file with the configuration
            domxml-to-native: turn XML into another program's configuration
              <format>  which program's, such as qemu-argv
              domain=!
              xml=  file with the XML
            dumpxml: print the definition of a machine
              <domain>
              --inactive --security-info
              --update-cpu  with the CPU as it is on this host
              --migratable  as it travels to another host
              xpath=! --wrap
            edit: change the definition of a machine in an editor
              <domain>
              --skip-validate  do not check it against its schema
            qemu-attach: take over a QEMU that runs
              <pid>  its process number
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "create" -> create(in);
            case "define" -> define(in);
            case "domxml-from-native" -> in.out().print(in.connection().domainXmlFromNative(in.required("format"),
                    in.read(in.required("config"))));
            case "domxml-to-native" -> toNative(in);
            case "dumpxml" -> dump(in);
            case "edit" -> edit(in);
            case "qemu-attach" -> attach(in);
            default -> throw undeclared(command);
        }
    }

    private static void create(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        Descriptors.refuse(in);
        int flags = in.flag("paused", 1) | in.flag("autodestroy", 2) | in.flag("validate", 32) | in.flag("reset-nvram", 64);
        Domain domain = in.attempt(() -> in.connection().domains().create(xml, flags), "Failed to create domain from " + file);
        in.out().extra("Domain '" + domain + "' created from " + file + "\n");
        if (in.has("console")) Consoles.open(in, domain.wire(), Optional.empty(), 0);
    }

    private static void define(Invocation in) {
        String file = in.required("file");
        String xml = in.read(file);
        Domain domain = in.attempt(() -> in.connection().domains().define(xml, in.flag("validate", VALIDATE)),
                "Failed to define domain from " + file);
        in.out().extra("Domain '" + domain + "' defined from " + file + "\n");
    }

    private static void toNative(Invocation in) {
        in.exclusive("domain", "xml");
        String format = in.required("format");
        String xml;
        if (in.has("domain")) {
            Domain domain = in.domain();
            xml = in.attempt(() -> domain.xml(0), "failed to retrieve XML");
        } else {
            xml = in.read(in.text("xml").orElseThrow(() -> new Failure("need either domain or domain XML")));
        }
        in.out().print(in.connection().domainXmlToNative(format, xml));
    }

    private static void dump(Invocation in) {
        int flags = in.flag("security-info", Domain.XML_SECURE) | in.flag("inactive", Domain.XML_INACTIVE) | in.flag("update-cpu", 4)
                | in.flag("migratable", 8);
        in.printXml(in.domain().xml(flags));
    }

    private static void edit(Invocation in) {
        Domain domain = in.domain();
        boolean changed = new Editing(in).run(() -> domain.xml(Domain.XML_SECURE | Domain.XML_INACTIVE),
                xml -> in.connection().domains().define(xml, in.has("skip-validate") ? 0 : VALIDATE),
                xml -> in.connection().domains().define(xml, 0));
        in.out().extra("Domain '" + domain + "' XML configuration " + (changed ? "edited.\n" : "not changed.\n"));
    }

    private static void attach(Invocation in) {
        int pid = in.unsigned("pid").orElseThrow();
        var domain = in.attempt(() -> in.call(new QemuCall.DomainAttach(pid, 0)).dom(),
                "Failed to attach to pid " + Integer.toUnsignedString(pid));
        in.out().extra("Domain '" + domain.name() + "' attached to pid " + Integer.toUnsignedString(pid) + "\n");
    }
}
