package jvirt.cli.domain;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
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

    private static String text(Domain domain, int type, int flags) {
        try {
            return domain.metadata(type, Optional.empty(), flags);
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN_METADATA) return "";
            throw e;
        }
    }

    private static void describe(Invocation in) {
        int flags = in.impact();
        boolean title = in.has("title");
        int type = title ? Domain.TITLE : Domain.DESCRIPTION;
        String what = title ? "title" : "description";
        Domain domain = in.domain();
        domain.state();
        List<String> words = in.all("new-desc");
        int query = in.has("config") ? Domain.XML_INACTIVE : 0;
        if (!in.has("edit") && words.isEmpty()) {
            String text = text(domain, type, query);
            if (text.isEmpty()) in.out().extra("No " + what + " for domain: " + domain);
            else in.out().print(text);
            return;
        }
        String old = text(domain, type, query);
        String wanted = words.isEmpty() ? old : String.join(" ", words);
        if (in.has("edit")) {
            wanted = new Editing(in).once(wanted);
            if (title && wanted.endsWith("\n")) wanted = wanted.substring(0, wanted.length() - 1);
            if (wanted.equals(old)) {
                in.out().extra("Domain " + what + " not changed\n");
                return;
            }
        }
        String text = wanted;
        in.attempt(() -> domain.setMetadata(type, Optional.of(text), Optional.empty(), Optional.empty(), flags),
                "Failed to set new domain " + what);
        in.out().extra("Domain " + what + " updated successfully");
    }

    private static void metadata(Invocation in) {
        int flags = in.impact();
        in.exclusive("edit", in.has("edit"), "set", in.has("set"));
        in.exclusive("remove", in.has("remove"), "set", in.has("set"));
        in.exclusive("remove", in.has("remove"), "edit", in.has("edit"));
        Domain domain = in.domain();
        Optional<String> uri = in.text("uri");
        Optional<String> key = in.text("key");
        Optional<String> set = in.text("set");
        if ((set.isPresent() || in.has("edit")) && key.isEmpty()) throw new Failure("namespace key is required when modifying metadata");
        if (set.isPresent() || in.has("remove")) {
            domain.setMetadata(Domain.ELEMENT, set, key, uri, flags);
            in.out().extra(in.has("remove") ? "Metadata removed\n" : "Metadata modified\n");
        } else if (in.has("edit")) {
            java.util.function.Consumer<String> store = xml -> domain.setMetadata(Domain.ELEMENT, Optional.of(xml), key, uri, flags);
            boolean changed = new Editing(in).run(
                    () -> Session.lookup(() -> domain.metadata(Domain.ELEMENT, uri, flags)).orElse("\n"), store, store);
            in.out().extra(changed ? "Metadata modified\n" : "Metadata not changed");
        } else {
            in.out().line(domain.metadata(Domain.ELEMENT, uri, flags));
        }
    }
}
