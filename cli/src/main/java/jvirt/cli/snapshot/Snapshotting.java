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
import jvirt.cli.Output;
import jvirt.cli.Progress;
import jvirt.cli.Table;
import jvirt.cli.Tree;
import jvirt.cli.Xml;
import jvirt.client.Domain;
import jvirt.client.Snapshot;

/** Snapshots of machines. */
public final class Snapshotting extends Commands {
    /** virDomainSnapshotCreateFlags, by bit. */
    private static final String[] CREATE = {"redefine", "current", "no-metadata", "halt", "disk-only", "reuse-external", "quiesce",
        "atomic", "live", "validate"};
    private static final int REDEFINE = 1;
    private static final int CURRENT = 2;
    private static final int DISK_ONLY = 16;
    private static final int METADATA_ONLY = 2;
    private static final int REVERT_FORCE = 4;
    private static final int DESCENDANTS = 1;

    @Override public String table() {
        return """
            snapshot-create: make a snapshot as an XML file says
              <domain>
              xmlfile=  file with the XML
              --redefine  only tell the daemon of one that there is
              --current  make that the current one
              --no-metadata  do not remember it
              --halt  stop the machine afterwards
              --disk-only  of the disks, not of the memory
              --reuse-external  into files that there are
              --quiesce  with the guest's file systems at rest
              --atomic  wholly or not at all
              --live  without pausing the machine
              --validate
            snapshot-create-as: make a snapshot
              <domain>
              name=  what to call it
              description=  what to say of it
              --print-xml
              --no-metadata  do not remember it
              --halt  stop the machine afterwards
              --disk-only  of the disks, not of the memory
              --reuse-external  into files that there are
              --quiesce  with the guest's file systems at rest
              --atomic  wholly or not at all
              --live  without pausing the machine
              --validate
              memspec=!  the memory: [file=]name[,snapshot=type]
              diskspec...  a disk: disk[,snapshot=type][,driver=type][,stype=type][,file=name]
            snapshot-current: show or set the current snapshot
              <domain>
              --name  its name only
              --security-info
              snapshotname=  the snapshot to make the current one
            snapshot-delete: delete a snapshot
              <domain>
              snapshotname= --current
              --children  and those made on it
              --children-only  only those made on it
              --metadata  only forget it
            snapshot-dumpxml: print the definition of a snapshot
              <domain> <snapshotname> --security-info xpath=! --wrap
            snapshot-edit: change the definition of a snapshot in an editor
              <domain>
              snapshotname=
              --current  make it the current one as well
              --rename  it may get another name
              --clone  another name makes another snapshot
            snapshot-info: show what is most worth knowing about a snapshot
              <domain>
              snapshotname= --current
            snapshot-list: list the snapshots of a machine
              <domain>
              --parent  and on which each was made
              --roots  those made on none
              --leaves  those on which none was made
              --no-leaves  those on which others were made
              --metadata  those that the daemon would forget if the machine were undefined
              --no-metadata  the others
              --inactive  those taken while it did not run
              --active  those taken while it ran
              --disk-only  those of disks only
              --internal  those within the images
              --external  those in files of their own
              --tree  as a tree
              from=  those made on this one
              --current  those made on the current one
              --descendants  and on those in turn
              --name  names only
              --topological  each one behind the one on which it was made
            snapshot-parent: print on which a snapshot was made
              <domain>
              snapshotname=  name of the snapshot
              --current  of the current snapshot
            snapshot-revert: take a machine back to a snapshot
              <domain>
              snapshotname=
              --current  to the current one
              --running --paused
              --force  even if that is risky
              --reset-nvram  make its NVRAM anew from the template
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "snapshot-create" -> create(in);
            case "snapshot-create-as" -> createAs(in);
            case "snapshot-current" -> current(in);
            case "snapshot-delete" -> delete(in);
            case "snapshot-dumpxml" -> {
                Domain domain = in.domain();
                in.printXml(domain.snapshots().named(in.required("snapshotname")).xml(in.flag("security-info", Domain.XML_SECURE)));
            }
            case "snapshot-edit" -> edit(in);
            case "snapshot-info" -> info(in);
            case "snapshot-list" -> list(in);
            case "snapshot-parent" -> parent(in);
            case "snapshot-revert" -> revert(in);
            default -> throw undeclared(command);
        }
    }

    /** The snapshot that {@code option} or {@code --current} chooses. */
    private static Snapshot chosen(Invocation in, Domain domain, String option, boolean exclusive) {
        Optional<String> name = in.text(option);
        boolean current = in.has("current");
        if (exclusive && current && name.isPresent()) throw new Failure("--" + option + " and --current are mutually exclusive");
        if (name.isPresent()) return domain.snapshots().named(name.get());
        if (current) return domain.snapshots().current();
        throw new Failure("--" + option + " or --current is required");
    }

    // making

    private static int createFlags(Invocation in) {
        int flags = 0;
        for (int bit = 0; bit < CREATE.length; bit++) flags |= in.flag(CREATE[bit], 1 << bit);
        return flags;
    }

    private static void create(Invocation in) {
        int flags = createFlags(in);
        Domain domain = in.domain();
        Optional<String> file = in.text("xmlfile");
        String xml = file.map(in::read).orElse("<domainsnapshot/>");
        make(in, domain, xml, flags, file.map(name -> " from '" + name + "'").orElse(""));
    }

    private static void make(Invocation in, Domain domain, String xml, int flags, String from) {
        Progress progress = new Progress(in.out(), "Snapshot", false);
        Snapshot snapshot;
        try {
            snapshot = new SnapshotWatch(in, domain, progress).make(xml, flags);
        } finally {
            progress.clear();
        }
        in.out().extra("Domain snapshot " + snapshot + " created" + from);
    }

    private static void createAs(Invocation in) {
        int flags = createFlags(in);
        Domain domain = in.domain();
        StringBuilder xml = new StringBuilder("<domainsnapshot>\n");
        xml.append(Xml.element("  ", "name", in.text("name"))).append(Xml.element("  ", "description", in.text("description")));
        in.text("memspec").ifPresent(memory -> xml.append(memory(memory)));
        if (in.has("diskspec")) {
            xml.append("  <disks>\n");
            for (String disk : in.all("diskspec")) xml.append(disk(disk));
            xml.append("  </disks>\n");
        }
        xml.append("</domainsnapshot>\n");
        if (in.has("print-xml")) in.out().line(xml.toString());
        else make(in, domain, xml.toString(), flags, "");
    }

    private static String memory(String spec) {
        Optional<String> snapshot = Optional.empty();
        Optional<String> file = Optional.empty();
        for (String part : Lists.split(spec)) {
            if (snapshot.isEmpty() && part.startsWith("snapshot=")) snapshot = Optional.of(part.substring(9));
            else if (file.isEmpty() && part.startsWith("file=")) file = Optional.of(part.substring(5));
            else if (file.isEmpty() && part.startsWith("/")) file = Optional.of(part);
            else throw new Failure("unable to parse memspec: " + spec);
        }
        return "  <memory" + Xml.attribute("snapshot", snapshot) + Xml.attribute("file", file) + "/>\n";
    }

    private static String disk(String spec) {
        List<String> parts = Lists.split(spec);
        Map<String, String> values = new HashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int is = part.indexOf('=');
            String key = is < 0 ? "" : part.substring(0, is);
            boolean known = List.of("snapshot", "driver", "stype", "file").contains(key);
            if (!known || values.put(key, part.substring(is + 1)) != null) throw new Failure("unable to parse diskspec: " + spec);
        }
        Optional<String> type = Optional.ofNullable(values.get("stype"));
        if (type.isPresent() && !type.get().equals("block") && !type.get().equals("file")) {
            throw new Failure("Unknown storage type: '" + type.get() + "'");
        }
        String start = "    <disk name='" + Xml.escape(parts.getFirst()) + "'"
                + Xml.attribute("snapshot", Optional.ofNullable(values.get("snapshot"))) + Xml.attribute("type", type);
        Optional<String> driver = Optional.ofNullable(values.get("driver"));
        Optional<String> file = Optional.ofNullable(values.get("file"));
        if (driver.isEmpty() && file.isEmpty()) return start + "/>\n";
        return start + ">\n" + driver.map(name -> "      <driver type='" + name + "'/>\n").orElse("")
                + file.map(name -> "      <source " + (type.equals(Optional.of("block")) ? "dev" : "file") + "='" + Xml.escape(name) + "'/>\n").orElse("")
                + "    </disk>\n";
    }

    // changing

    private static void current(Invocation in) {
        in.exclusive("name", in.has("name"), "snapshotname", in.has("snapshotname"));
        Domain domain = in.domain();
        Optional<String> wanted = in.text("snapshotname");
        if (wanted.isPresent()) {
            String xml = domain.snapshots().named(wanted.get()).xml(Domain.XML_SECURE);
            int flags = REDEFINE | CURRENT | (xml.contains("<state>disk-snapshot</state>") ? DISK_ONLY : 0);
            domain.snapshots().create(xml, flags);
            in.out().extra("Snapshot " + wanted.get() + " set as current");
            return;
        }
        if (!domain.snapshots().hasCurrent()) throw new Failure("domain '" + in.required("domain") + "' has no current snapshot");
        Snapshot snapshot = domain.snapshots().current();
        in.out().print(in.has("name") ? snapshot.name() : snapshot.xml(in.flag("security-info", Domain.XML_SECURE)));
    }

    private static void edit(Invocation in) {
        in.exclusive("rename", "clone");
        boolean makeCurrent = in.has("current") && in.has("snapshotname");
        Domain domain = in.domain();
        Snapshot snapshot = chosen(in, domain, "snapshotname", false);
        String name = snapshot.name();
        int flags = REDEFINE | (makeCurrent ? CURRENT : 0);
        List<Snapshot> edited = new ArrayList<>();
        java.util.function.Consumer<String> store = xml -> edited.add(domain.snapshots().create(xml,
                flags | (xml.contains("<state>disk-snapshot</state>") ? DISK_ONLY : 0)));
        try {
            boolean changed = new Editing(in).run(() -> snapshot.xml(Domain.XML_SECURE), store, store);
            if (!changed && !makeCurrent) {
                in.out().extra("Snapshot " + name + " XML configuration not changed.\n");
                return;
            }
            if (!changed) store.accept(snapshot.xml(Domain.XML_SECURE));
            settle(in, snapshot, edited.getLast());
        } catch (VirtException e) {
            throw new Failure("Failed to update " + name, e);
        }
    }

    /** An edited snapshot that got another name is another snapshot: one of the two has to go, unless a clone was wanted. */
    private static void settle(Invocation in, Snapshot old, Snapshot edited) {
        if (old.name().equals(edited.name())) {
            in.out().extra("Snapshot " + old + " edited.\n");
        } else if (in.has("clone")) {
            in.out().extra("Snapshot " + old + " cloned to " + edited + ".\n");
        } else {
            Snapshot surplus = in.has("rename") ? old : edited;
            in.attempt(() -> surplus.delete(METADATA_ONLY), "Failed to clean up " + surplus);
            if (!in.has("rename")) throw new Failure("Must use --rename or --clone to change " + old + " to " + edited);
        }
    }

    private static void delete(Invocation in) {
        Domain domain = in.domain();
        Snapshot snapshot = chosen(in, domain, "snapshotname", true);
        int flags = in.flag("children", 1) | in.flag("metadata", METADATA_ONLY) | in.flag("children-only", 4);
        in.attempt(() -> snapshot.delete(flags), "Failed to delete snapshot " + snapshot);
        in.out().extra("Domain snapshot " + snapshot + (in.has("children-only") ? " children deleted\n" : " deleted\n"));
    }

    private static void revert(Invocation in) {
        int flags = in.flag("running", 1) | in.flag("paused", 2) | in.flag("reset-nvram", 8);
        Domain domain = in.domain();
        Snapshot snapshot = chosen(in, domain, "snapshotname", true);
        try {
            revert(snapshot, flags, in.has("force"));
        } catch (VirtException e) {
            throw new Failure("Failed to revert snapshot " + snapshot, e);
        }
        in.out().extra("Domain snapshot " + snapshot + " reverted\n");
    }

    private static void revert(Snapshot snapshot, int flags, boolean force) {
        try {
            snapshot.revert(flags);
        } catch (VirtException e) {
            if (!force || e.code() != ErrorCode.SNAPSHOT_REVERT_RISKY) throw e;
            snapshot.revert(flags | REVERT_FORCE);
        }
    }

    // looking

    private static void info(Invocation in) {
        Domain domain = in.domain();
        Snapshot snapshot = chosen(in, domain, "snapshotname", true);
        Output out = in.out();
        out.field("Name:", snapshot.name());
        out.field("Domain:", domain.name());
        out.field("Current:", snapshot.isCurrent() ? "yes" : "no");
        Element xml = Element.parse(snapshot.xml(0));
        String state = Xml.at(xml, "state").orElseThrow(() -> new Failure("unexpected problem reading snapshot xml"));
        out.field("State:", state);
        out.field("Location:", external(xml, state) ? "external" : "internal");
        out.field("Parent:", Xml.at(xml, "parent/name").orElse("-"));
        out.field("Children:", snapshot.childCount(0));
        out.field("Descendants:", snapshot.childCount(DESCENDANTS));
        out.field("Metadata:", snapshot.hasMetadata() ? "yes" : "no");
    }

    /** One that says nothing of its memory is as old as snapshots of disks only. */
    private static boolean external(Element xml, String state) {
        if (xml.child("memory").isEmpty()) return state.equals("disk-snapshot");
        Optional<String> external = Optional.of("external");
        return Xml.at(xml, "memory/@snapshot").equals(external) || xml.child("disks").stream().flatMap(disks -> disks.children("disk").stream())
                .anyMatch(disk -> disk.attribute("snapshot").equals(external));
    }

    private static void parent(Invocation in) {
        Domain domain = in.domain();
        Snapshot snapshot = chosen(in, domain, "snapshotname", true);
        in.out().print(snapshot.parent().orElseThrow(() -> new Failure("snapshot '" + snapshot + "' has no parent")).name());
    }

    private static void list(Invocation in) {
        in.exclusive("tree", in.has("tree"), "name", in.has("name"));
        in.exclusive("parent", in.has("parent"), "roots", in.has("roots"));
        in.exclusive("parent", in.has("parent"), "tree", in.has("tree"));
        in.exclusive("roots", in.has("roots"), "tree", in.has("tree"));
        in.exclusive("roots", in.has("roots"), "from", in.has("from"));
        in.exclusive("roots", in.has("roots"), "current", in.has("current"));
        int flags = in.flag("roots", 1) | in.flag("metadata", 2) | in.flag("no-metadata", 16) | in.flag("topological", 1 << 10);
        String[] filters = {"leaves", "no-leaves", "inactive", "active", "disk-only", "internal", "external"};
        int[] bits = {4, 8, 32, 64, 128, 256, 512};
        for (int i = 0; i < filters.length; i++) {
            if (!in.has(filters[i])) continue;
            if (in.has("tree")) throw new Failure("--" + filters[i] + " and --tree are mutually exclusive");
            flags |= bits[i];
        }
        if (in.has("descendants")) {
            if (!in.has("from") && !in.has("current")) throw new Failure("--descendants requires either --from or --current");
            flags |= DESCENDANTS;
        }
        Domain domain = in.domain();
        Optional<Snapshot> from = in.has("from") || in.has("current") ? Optional.of(chosen(in, domain, "from", true)) : Optional.empty();
        int filter = flags | (in.has("tree") && from.isPresent() ? DESCENDANTS : 0);
        List<Snapshot> snapshots = new ArrayList<>(from.map(one -> one.children(filter)).orElseGet(() -> domain.snapshots().list(filter)));
        if (!in.has("topological")) snapshots.sort(Comparator.comparing(Snapshot::name, String.CASE_INSENSITIVE_ORDER));
        if (in.has("tree")) tree(in, snapshots, from);
        else if (in.has("name")) snapshots.forEach(one -> in.out().line(one.name()));
        else table(in, snapshots);
    }

    private static void tree(Invocation in, List<Snapshot> snapshots, Optional<Snapshot> from) {
        List<String> names = new ArrayList<>(snapshots.stream().map(Snapshot::name).toList());
        Map<String, String> parents = new HashMap<>();
        for (Snapshot one : snapshots) one.parent().ifPresent(parent -> parents.put(one.name(), parent.name()));
        from.ifPresent(root -> names.add(root.name()));
        Collections.sort(names, String.CASE_INSENSITIVE_ORDER);
        new Tree(in.out(), names, parents).print();
    }

    private static void table(Invocation in, List<Snapshot> snapshots) {
        boolean parent = in.has("parent");
        Table table = parent ? new Table("Name", "Creation Time", "State", "Parent") : new Table("Name", "Creation Time", "State");
        for (Snapshot one : snapshots) {
            Element xml = Element.parse(one.xml(0));
            Optional<String> state = Xml.at(xml, "state");
            Optional<String> time = Xml.at(xml, "creationTime").map(CreationTime::format);
            if (state.isEmpty() || time.isEmpty()) continue;
            if (parent) table.row(one.name(), time.get(), state.get(), Xml.at(xml, "parent/name").orElse(""));
            else table.row(one.name(), time.get(), state.get());
        }
        table.print(in.out());
    }
}
