package jvirt.cli.domain;

import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Notes;
import jvirt.cli.Numbers;
import jvirt.cli.Session;
import jvirt.client.Domain;

/** What machines are called, and what their owners have noted. */
public final class Naming extends Commands {
    @Override public String table() {
        return """
            desc: show or set the description or title of a machine
              <domain>
              --live --config --current
              --title  the title, not the description
              --edit  in an editor
              new-desc...  the new text
            domid: print the id of a machine
              <domain>  name or UUID of the machine
            domname: print the name of a machine
              <domain>  id or UUID of the machine
            domrename: give a machine another name
              <domain>
              <new-name>  its name from now on
            domuuid: print the UUID of a machine
              <domain>  id or name of the machine
            metadata: show or set an XML element of one's own
              <domain>
              <uri>  its namespace
              --live --config --current
              --edit  in an editor
              key=  prefix of the namespace
              set=  the new element
              --remove  remove it
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "desc" -> describe(in);
            case "domid" -> {
                int id = in.domainByName().id();
                in.out().line(id == -1 ? "-" : Integer.toString(id));
            }
            case "domname" -> in.out().line(byNumber(in, true).name());
            case "domuuid" -> in.out().line(byNumber(in, false).uuid().toString());
            case "domrename" -> {
                in.domain().rename(in.required("new-name"));
                in.out().extra("Domain successfully renamed\n");
            }
            case "metadata" -> metadata(in);
            default -> throw undeclared(command);
        }
    }

    /** The machine of this id, and of this UUID or else of this name. */
    private static Domain byNumber(Invocation in, boolean orUuid) {
        String name = in.required("domain");
        var domains = in.connection().domains();
        Optional<Domain> found = Numbers.signed(name, 0, Integer.MAX_VALUE)
                .flatMap(id -> Session.lookup(() -> domains.withId(id.intValue())));
        if (found.isEmpty() && orUuid) found = Session.uuid(name).flatMap(uuid -> Session.lookup(() -> domains.withUuid(uuid)));
        if (found.isEmpty() && !orUuid) found = Session.lookup(() -> domains.named(name));
        return found.orElseThrow(() -> new Failure("failed to get domain '" + name + "'"));
    }

    private static Notes notes(Invocation in, Domain domain) {
        return new Notes(in, "domain", domain, domain::metadata, domain::setMetadata);
    }

    private static void describe(Invocation in) {
        int flags = in.impact();
        Domain domain = in.domain();
        domain.state();
        notes(in, domain).describe(in.has("config") ? Domain.XML_INACTIVE : 0, flags);
    }

    private static void metadata(Invocation in) {
        int flags = in.impact();
        Notes.checkMetadata(in);
        notes(in, in.domain()).metadata(flags);
    }
}
