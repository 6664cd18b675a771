package jvirt.cli.snapshot;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.Editing;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Lists;
import jvirt.cli.Table;
import jvirt.cli.Tree;
import jvirt.cli.Xml;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainCheckpointCall;
import jvirt.rpc.call.WireCheckpoint;

/** Checkpoints of machines: points in time from which the changes of the disks are known. */
public final class Checkpoints extends Commands {
    private static final int REDEFINE = 1;
    private static final int SECURE = 1;
    private static final int METADATA_ONLY = 2;
    private static final int DESCENDANTS = 1;

    @Override public String table() {
        return """
            checkpoint-create: make a checkpoint as an XML file says
              <domain>
              xmlfile=  file with the XML
              --redefine  only tell the daemon of one that there is
              --redefine-validate  and check that it is there
              --quiesce  with the guest's file systems at rest
            checkpoint-create-as: make a checkpoint
              <domain>
              name=  what to call it
              description=  what to say of it
              --print-xml
              --quiesce  with the guest's file systems at rest
              diskspec...  a disk: disk[,checkpoint=type][,bitmap=name]
            checkpoint-delete: delete a checkpoint
              <domain> checkpointname=
              --children  and those made after it
              --children-only  only those made after it
              --metadata  only forget it
            checkpoint-dumpxml: print the definition of a checkpoint
              <domain> checkpointname= --security-info
              --no-domain  without the machine's definition
              --size  with the size of the changes since
              xpath=! --wrap
            checkpoint-edit: change the definition of a checkpoint in an editor
              <domain> checkpointname=
            checkpoint-info: show what is most worth knowing about a checkpoint
              <domain> checkpointname=
            checkpoint-list: list the checkpoints of a machine
              <domain>
              --parent  and after which each was made
              --roots  those made after none
              --leaves  those after which none was made
              --no-leaves  those after which others were made
              --tree  as a tree
              from=  those made after this one
              --descendants  and after those in turn
              --name  names only
              --topological  each one behind the one after which it was made
            checkpoint-parent: print after which a checkpoint was made
              <domain> checkpointname=
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "checkpoint-create" -> create(in);
            case "checkpoint-create-as" -> createAs(in);
            case "checkpoint-delete" -> delete(in);
            case "checkpoint-dumpxml" -> {
                int flags = in.flag("security-info", SECURE) | in.flag("no-domain", 2) | in.flag("size", 4);
                in.printXml(xml(in, chosen(in, in.domain(), "checkpointname"), flags));
            }
            case "checkpoint-edit" -> edit(in);
            case "checkpoint-info" -> info(in);
            case "checkpoint-list" -> list(in);
            case "checkpoint-parent" -> {
                WireCheckpoint one = chosen(in, in.domain(), "checkpointname");
                in.out().print(parent(in, one).orElseThrow(() -> new Failure("checkpoint '" + one.name() + "' has no parent")));
            }
            default -> throw undeclared(command);
        }
    }

    private static WireCheckpoint chosen(Invocation in, Domain domain, String option) {
        String name = in.text(option).orElseThrow(() -> new Failure("--" + option + " is required"));
        return in.call(new DomainCheckpointCall.LookupByName(domain.wire(), name, 0)).checkpoint();
    }

    private static String xml(Invocation in, WireCheckpoint one, int flags) {
        return in.call(new DomainCheckpointCall.GetXmlDesc(one, flags)).xml();
    }

    private static WireCheckpoint define(Invocation in, Domain domain, String xml, int flags) {
        return in.call(new DomainCheckpointCall.CreateXml(domain.wire(), xml, flags)).checkpoint();
    }

    private static Optional<String> parent(Invocation in, WireCheckpoint one) {
        try {
            return Optional.of(in.call(new DomainCheckpointCall.GetParent(one, 0)).parent().name());
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN_CHECKPOINT) return Optional.empty();
            in.out().error(e.getMessage());
            throw new Failure("unable to determine if checkpoint has parent");
        }
    }

    private static void create(Invocation in) {
        in.requires("redefine-validate", "redefine");
        int flags = in.flag("redefine", REDEFINE) | in.flag("quiesce", 2) | in.flag("redefine-validate", 4);
        Domain domain = in.domain();
        Optional<String> file = in.text("xmlfile");
        WireCheckpoint one = define(in, domain, file.map(in::read).orElse("<domaincheckpoint/>"), flags);
        in.out().extra("Domain checkpoint " + one.name() + " created" + file.map(name -> " from '" + name + "'").orElse(""));
    }

    private static void createAs(Invocation in) {
        Domain domain = in.domain();
        StringBuilder xml = new StringBuilder("<domaincheckpoint>\n");
        xml.append(Xml.element("  ", "name", in.text("name"))).append(Xml.element("  ", "description", in.text("description")));
        if (in.has("diskspec")) {
            xml.append("  <disks>\n");
            for (String disk : in.all("diskspec")) xml.append(disk(disk));
            xml.append("  </disks>\n");
        }
        xml.append("</domaincheckpoint>\n");
        if (in.has("print-xml")) in.out().line(xml.toString());
        else in.out().extra("Domain checkpoint " + define(in, domain, xml.toString(), in.flag("quiesce", 2)).name() + " created");
    }

    private static String disk(String spec) {
        List<String> parts = Lists.split(spec);
        Map<String, String> values = new HashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int is = part.indexOf('=');
            String key = is < 0 ? "" : part.substring(0, is);
            boolean known = key.equals("checkpoint") || key.equals("bitmap");
            if (!known || values.put(key, part.substring(is + 1)) != null) throw new Failure("unable to parse diskspec: " + spec);
        }
        return "    <disk name='" + Xml.escape(parts.getFirst()) + "'" + Xml.attribute("checkpoint", Optional.ofNullable(values.get("checkpoint")))
                + Xml.attribute("bitmap", Optional.ofNullable(values.get("bitmap"))) + "/>\n";
    }

    private static void delete(Invocation in) {
        WireCheckpoint one = chosen(in, in.domain(), "checkpointname");
        int flags = in.flag("children", 1) | in.flag("metadata", METADATA_ONLY) | in.flag("children-only", 4);
        in.attempt(() -> in.call(new DomainCheckpointCall.Delete(one, flags)), "Failed to delete checkpoint " + one.name());
        in.out().extra("Domain checkpoint " + one.name() + (in.has("children-only") ? " children deleted\n" : " deleted\n"));
    }

    private static void edit(Invocation in) {
        Domain domain = in.domain();
        WireCheckpoint one = chosen(in, domain, "checkpointname");
        List<WireCheckpoint> edited = new ArrayList<>();
        java.util.function.Consumer<String> store = xml -> edited.add(define(in, domain, xml, REDEFINE));
        if (!new Editing(in).run(() -> xml(in, one, SECURE), store, store)) {
            in.out().extra("Checkpoint " + one.name() + " XML configuration not changed.\n");
        } else if (edited.getLast().name().equals(one.name())) {
            in.out().extra("Checkpoint " + one.name() + " edited.\n");
        } else {
            String other = edited.getLast().name();
            in.attempt(() -> in.call(new DomainCheckpointCall.Delete(edited.getLast(), METADATA_ONLY)), "Failed to clean up " + other);
            throw new Failure("Cannot rename checkpoint " + one.name() + " to " + other);
        }
    }

    private static void info(Invocation in) {
        Domain domain = in.domain();
        WireCheckpoint one = chosen(in, domain, "checkpointname");
        in.out().field("Name:", one.name());
        in.out().field("Domain:", domain.name());
        in.out().field("Parent:", parent(in, one).orElse("-"));
        in.out().field("Children:", in.call(new DomainCheckpointCall.ListAllChildren(one, 0, 0)).count());
        in.out().field("Descendants:", in.call(new DomainCheckpointCall.ListAllChildren(one, 0, DESCENDANTS)).count());
    }

    private static void list(Invocation in) {
        in.exclusive("tree", in.has("tree"), "name", in.has("name"));
        in.exclusive("parent", in.has("parent"), "roots", in.has("roots"));
        in.exclusive("parent", in.has("parent"), "tree", in.has("tree"));
        in.exclusive("roots", in.has("roots"), "tree", in.has("tree"));
        in.exclusive("roots", in.has("roots"), "from", in.has("from"));
        for (String filter : List.of("leaves", "no-leaves")) {
            if (in.has("tree") && in.has(filter)) throw new Failure("--" + filter + " and --tree are mutually exclusive");
        }
        if (in.has("descendants") && !in.has("from")) throw new Failure("--descendants requires --from");
        Domain domain = in.domain();
        Optional<WireCheckpoint> from = in.has("from") ? Optional.of(chosen(in, domain, "from")) : Optional.empty();
        int flags = in.flag("roots", 1) | in.flag("descendants", DESCENDANTS) | in.flag("topological", 2) | in.flag("leaves", 4)
                | in.flag("no-leaves", 8) | (in.has("tree") && from.isPresent() ? DESCENDANTS : 0);
        List<WireCheckpoint> all = new ArrayList<>(in.attempt(() -> from.isPresent()
                ? in.call(new DomainCheckpointCall.ListAllChildren(from.get(), 1, flags)).checkpoints()
                : in.call(new DomainCall.ListAllCheckpoints(domain.wire(), 1, flags)).checkpoints(), "unexpected problem querying checkpoints"));
        if (!in.has("topological")) all.sort(Comparator.comparing(WireCheckpoint::name, String.CASE_INSENSITIVE_ORDER));
        if (in.has("tree")) tree(in, all, from);
        else if (in.has("name")) all.forEach(one -> in.out().line(one.name()));
        else table(in, all);
    }

    private static void tree(Invocation in, List<WireCheckpoint> all, Optional<WireCheckpoint> from) {
        List<String> names = new ArrayList<>(all.stream().map(WireCheckpoint::name).toList());
        Map<String, String> parents = new HashMap<>();
        for (WireCheckpoint one : all) parent(in, one).ifPresent(parent -> parents.put(one.name(), parent));
        from.ifPresent(root -> names.add(root.name()));
        Collections.sort(names, String.CASE_INSENSITIVE_ORDER);
        new Tree(in.out(), names, parents).print();
    }

    private static void table(Invocation in, List<WireCheckpoint> all) {
        boolean parent = in.has("parent");
        Table table = parent ? new Table("Name", "Creation Time", "Parent") : new Table("Name", "Creation Time");
        for (WireCheckpoint one : all) {
            Element xml = Element.parse(xml(in, one, 0));
            Optional<String> time = Xml.at(xml, "creationTime").map(CreationTime::format);
            if (time.isEmpty()) continue;
            if (parent) table.row(one.name(), time.get(), Xml.at(xml, "parent/name").orElse(""));
            else table.row(one.name(), time.get());
        }
        table.print(in.out());
    }
}
