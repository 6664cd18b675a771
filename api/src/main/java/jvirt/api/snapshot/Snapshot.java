package jvirt.api.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * A snapshot of a machine, {@code <domainsnapshot>}.
 *
 * @param state what the machine was doing; not yet known of one that is asked for
 * @param created in seconds since 1970; 0 while it is not known
 * @param machine the machine as it was
 * @param inactive its definition then, where that was another
 * @param cookie what libvirt keeps beside, as it is
 */
public record Snapshot(String name, Optional<String> description, Optional<SnapshotState> state, Optional<String> parent,
        long created, Optional<SnapshotMemory> memory, List<SnapshotDisk> disks, Optional<Domain> machine,
        Optional<Domain> inactive, Optional<Element> cookie) implements Moment {

    /** A snapshot that is kept, and whether it is the one that the machine goes on from. */
    public record Kept(Snapshot snapshot, boolean current) {}

    /**
     * A snapshot that is asked for.
     *
     * @param offline memory cannot be part of it
     * @param now in seconds since 1970, which is its name when it has none; 0 when that is decided later
     */
    public static Snapshot request(String document, boolean offline, long now) {
        Element element = Element.parse(document, "domainsnapshot");
        Optional<SnapshotMemory> memory = SnapshotMemory.parse(element);
        requireNoMemory(offline, memory);
        return new Snapshot(text(element, "name").orElse(now == 0 ? "" : Long.toString(now)), text(element, "description"), Optional.empty(),
                Optional.empty(), now, memory, disks(element), Optional.empty(), Optional.empty(),
                offline ? Optional.empty() : element.child("cookie"));
    }

    /** A snapshot as it was kept or is to be kept; {@code machines} reads the machine's document. */
    public static Snapshot existing(String document, Function<Element, Domain> machines) {
        return existing(Element.parse(document, "domainsnapshot"), machines);
    }

    /** A snapshot from our own files, which say besides whether it is the current one. */
    public static Kept kept(String document, Function<Element, Domain> machines) {
        Element element = Element.parse(document, "domainsnapshot");
        String active = text(element, "active").filter(word -> word.strip().matches("-?[0-9]+"))
                .orElseThrow(() -> error(INTERNAL_ERROR, "Could not find 'active' element"));
        return new Kept(existing(element, machines), !active.strip().equals("0"));
    }

    private static Snapshot existing(Element element, Function<Element, Domain> machines) {
        String name = text(element, "name").orElseThrow(() -> error(XML_ERROR, "a redefined snapshot must have a name"));
        long created = text(element, "creationTime").filter(time -> time.strip().matches("-?[0-9]+"))
                .map(time -> Long.parseLong(time.strip()))
                .orElseThrow(() -> error(INTERNAL_ERROR, "missing creationTime from existing snapshot"));
        String word = text(element, "state").orElseThrow(() -> error(XML_ERROR, "missing state from existing snapshot"));
        SnapshotState state = SnapshotState.named(word).orElseThrow(() ->
                error(CONFIG_UNSUPPORTED, "Invalid state '%s' in domain snapshot XML", word));
        boolean offline = state == SnapshotState.SHUTOFF || state == SnapshotState.DISK_SNAPSHOT;
        SnapshotMemory memory = SnapshotMemory.parse(element)
                .orElse(offline ? SnapshotMemory.NONE : SnapshotMemory.INTERNAL);
        requireNoMemory(offline, Optional.of(memory));
        // once, a snapshot knew only the machine's UUID
        Optional<Domain> machine = element.child("domain").filter(child -> child.attribute("type").isPresent()).map(machines);
        return new Snapshot(name, text(element, "description"), Optional.of(state),
                element.child("parent").flatMap(child -> text(child, "name")), created, Optional.of(memory), disks(element),
                machine, element.child("inactiveDomain").map(machines), offline ? Optional.empty() : element.child("cookie"));
    }

    private static void requireNoMemory(boolean offline, Optional<SnapshotMemory> memory) {
        if (offline && memory.filter(kept -> kept.snapshot() != SnapshotMode.NO).isPresent()) {
            throw error(XML_ERROR, "memory state cannot be saved with offline or disk-only snapshot");
        }
    }

    private static Optional<String> text(Element element, String child) {
        return element.child(child).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static List<SnapshotDisk> disks(Element element) {
        return element.child("disks").map(disks -> disks.children().stream().map(SnapshotDisk::parse).toList())
                .orElse(List.of());
    }

    private static RuntimeException error(ErrorCode code, String detail, Object... args) {
        return ErrorDomain.DOMAIN_SNAPSHOT.error(code, detail, args);
    }

    /** Whether any part of it is a file of its own. */
    public boolean external() {
        return memory.filter(kept -> kept.snapshot() == SnapshotMode.EXTERNAL).isPresent()
                || disks.stream().anyMatch(SnapshotDisk::external);
    }

    /** Whether the machine's memory is in it. */
    public boolean online() {
        return state.filter(SnapshotState::online).isPresent();
    }

    /** The same, of a machine in this state. */
    public Snapshot withState(SnapshotState now) {
        return new Snapshot(name, description, Optional.of(now), parent, created, memory, disks, machine, inactive, cookie);
    }

    public Snapshot withParent(Optional<String> now) {
        return new Snapshot(name, description, state, now, created, memory, disks, machine, inactive, cookie);
    }

    public Snapshot withDisks(List<SnapshotDisk> now) {
        return new Snapshot(name, description, state, parent, created, memory, now, machine, inactive, cookie);
    }

    /** The same, of this machine in this state. */
    public Snapshot of(SnapshotState now, SnapshotMemory kept, Domain taken, Optional<Domain> defined) {
        return new Snapshot(name, description, Optional.of(now), parent, created, Optional.of(kept), disks, Optional.of(taken),
                defined, cookie);
    }

    public Snapshot withMachines(Optional<Domain> taken, Optional<Domain> defined) {
        return new Snapshot(name, description, state, parent, created, memory, disks, taken, defined, cookie);
    }

    /** The document; {@code uuid} is the machine's, for a snapshot that does not know it. */
    public String format(View view, Optional<UUID> uuid) {
        return format(view, uuid, Optional.empty());
    }

    /** The document for our own files. */
    public String formatKept(boolean current, UUID uuid) {
        return format(View.INACTIVE, Optional.of(uuid), Optional.of(current));
    }

    private String format(View view, Optional<UUID> uuid, Optional<Boolean> current) {
        XmlWriter writer = new XmlWriter(view);
        writer.start("domainsnapshot").content();
        if (!name.isEmpty()) writer.element("name", name);
        description.ifPresent(text -> writer.element("description", text));
        state.ifPresent(now -> writer.element("state", now.word()));
        parent.ifPresent(text -> writer.start("parent").element("name", text).end());
        if (created != 0) writer.element("creationTime", created);
        memory.ifPresent(kept -> XmlBinding.write("memory", kept, writer));
        if (!disks.isEmpty()) {
            writer.start("disks");
            disks.forEach(disk -> XmlBinding.write("disk", disk, writer));
            writer.end();
        }
        if (machine.isPresent()) {
            XmlBinding.write("domain", machine.get(), writer);
        } else {
            uuid.ifPresent(id -> writer.start("domain").element("uuid", id).end());
        }
        inactive.ifPresent(domain -> XmlBinding.write("inactiveDomain", domain, writer));
        cookie.ifPresent(writer::verbatim);
        current.ifPresent(yes -> writer.element("active", yes ? 1 : 0));
        return writer.end().toString();
    }
}
