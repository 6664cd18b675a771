package jvirt.api.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorCode.XML_INVALID_SCHEMA;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.xml.Element;
import jvirt.api.xml.Name;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * A point since which the changes of disks are noted, {@code <domaincheckpoint>}.
 *
 * @param created in seconds since 1970
 * @param machine the machine as it was
 */
public record Checkpoint(String name, Optional<String> description, Optional<String> parent, long created,
        List<NotedDisk> disks, Optional<Domain> machine) implements Moment {
    /** Names become file names. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_\\-][a-zA-Z0-9_\\-.]*");

    /** How the changes of a disk are noted. */
    public enum Notes { NO, BITMAP }

    /**
     * One disk of a checkpoint.
     *
     * @param size an estimate of what has changed since, in bytes
     */
    public record NotedDisk(String name, @Name("checkpoint") Optional<Notes> notes, Optional<String> bitmap,
            Optional<Long> size) {
        static NotedDisk parse(Element element) {
            if (element.attribute("name").isEmpty()) throw invalid("element 'disk' lacks attribute 'name'");
            NotedDisk disk = XmlBinding.read(NotedDisk.class, element);
            return new NotedDisk(disk.name, disk.notes.or(() -> Optional.of(Notes.BITMAP)), disk.bitmap, Optional.empty());
        }

        /** A disk whose changes are noted, in a bitmap that has no name yet, or are not. */
        public static NotedDisk of(String name, boolean noted) {
            return new NotedDisk(name, Optional.of(noted ? Notes.BITMAP : Notes.NO), Optional.empty(), Optional.empty());
        }

        public boolean noted() {
            return notes.filter(Notes.BITMAP::equals).isPresent();
        }

        public NotedDisk withName(String target) {
            return new NotedDisk(target, notes, bitmap, size);
        }

        /** The same disk, with its changes noted in the bitmap of this name. */
        public NotedDisk withBitmap(String named) {
            return new NotedDisk(name, Optional.of(Notes.BITMAP), Optional.of(named), size);
        }

        public NotedDisk withSize(long bytes) {
            return new NotedDisk(name, notes, bitmap, Optional.of(bytes));
        }
    }

    /** A checkpoint that is asked for at this time, which is its name when it has none. */
    public static Checkpoint request(String document, long now) {
        Element element = Element.parse(document, "domaincheckpoint");
        return new Checkpoint(name(element).orElse(Long.toString(now)), text(element, "description"), Optional.empty(), now,
                disks(element), Optional.empty());
    }

    /** A checkpoint as it was kept or is to be kept; {@code machines} reads the machine's document. */
    public static Checkpoint existing(String document, Function<Element, Domain> machines) {
        Element element = Element.parse(document, "domaincheckpoint");
        long created = text(element, "creationTime").filter(time -> time.strip().matches("-?[0-9]+"))
                .map(time -> Long.parseLong(time.strip()))
                .orElseThrow(() -> error(INTERNAL_ERROR, "missing creationTime from existing checkpoint"));
        return new Checkpoint(name(element).orElseThrow(() -> error(XML_ERROR, "a redefined checkpoint must have a name")),
                text(element, "description"), element.child("parent").flatMap(parent -> text(parent, "name")), created,
                disks(element), element.child("domain").map(machines));
    }

    private static Optional<String> name(Element element) {
        Optional<String> name = text(element, "name");
        name.filter(text -> !NAME.matcher(text).matches()).ifPresent(text -> {
            throw invalid("name '" + text + "' cannot be that of a file");
        });
        return name;
    }

    private static Optional<String> text(Element element, String child) {
        return element.child(child).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static List<NotedDisk> disks(Element element) {
        return element.child("disks").map(disks -> disks.children().stream().map(NotedDisk::parse).toList()).orElse(List.of());
    }

    private static VirtException error(ErrorCode code, String detail, Object... args) {
        return ErrorDomain.DOMAIN_CHECKPOINT.error(code, detail, args);
    }

    private static VirtException invalid(String detail) {
        return ErrorDomain.XML.error(XML_INVALID_SCHEMA, "Unable to validate doc against %s\n%s",
                "/usr/share/libvirt/schemas/domaincheckpoint.rng", detail);
    }

    /** The same, of a machine that is as told. */
    public Checkpoint of(Domain now) {
        return new Checkpoint(name, description, parent, created, disks, Optional.of(now));
    }

    /** The same, without the machine. */
    public Checkpoint alone() {
        return new Checkpoint(name, description, parent, created, disks, Optional.empty());
    }

    public Checkpoint withParent(Optional<String> now) {
        return new Checkpoint(name, description, now, created, disks, machine);
    }

    public Checkpoint withDisks(List<NotedDisk> now) {
        return new Checkpoint(name, description, parent, created, now, machine);
    }

    public String format(View view) {
        XmlWriter writer = new XmlWriter(view);
        writer.start("domaincheckpoint").content();
        writer.element("name", name);
        description.ifPresent(text -> writer.element("description", text));
        parent.ifPresent(text -> writer.start("parent").element("name", text).end());
        if (created != 0) writer.element("creationTime", created);
        if (!disks.isEmpty()) {
            writer.start("disks");
            disks.forEach(disk -> XmlBinding.write("disk", disk, writer));
            writer.end();
        }
        machine.ifPresent(domain -> XmlBinding.write("domain", domain, writer));
        return writer.end().toString();
    }
}
