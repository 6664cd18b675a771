package jvirt.api.storage;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** Who owns a file, and who may do what with it. What is not said is left as it comes. */
public record Permissions(Optional<Integer> mode, Optional<Integer> owner, Optional<Integer> group, Optional<String> label) {
    /** Nothing is said. */
    public static final Permissions ABSENT =
            new Permissions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Reads {@code <permissions>}. */
    public static Permissions parse(Element element) {
        return new Permissions(element.child("mode").map(Element::text).filter(text -> !text.isEmpty()).map(Permissions::mode),
                element.child("owner").flatMap(Permissions::id), element.child("group").flatMap(Permissions::id),
                element.child("label").map(Element::text).filter(text -> !text.isEmpty()));
    }

    private static int mode(String text) {
        try {
            int mode = Integer.parseInt(text.strip(), 8);
            if ((mode & ~0777) == 0) return mode;
        } catch (NumberFormatException _) {
            // the same error as for bits that are too high
        }
        throw ErrorDomain.STORAGE.error(XML_ERROR, "malformed octal mode");
    }

    /** -1 stands for what is not said: libvirt once wrote it. */
    private static Optional<Integer> id(Element element) {
        try {
            long id = Long.parseLong(element.text().strip());
            if (id == -1 || id == 0xFFFF_FFFFL) return Optional.empty();
            if (id >= 0 && id < 0xFFFF_FFFFL) return Optional.of((int) id);
        } catch (NumberFormatException _) {
            // the same error as for a number that is too large
        }
        throw ErrorDomain.STORAGE.error(XML_ERROR, "malformed %s element", element.name());
    }

    /** Writes {@code <permissions>}, if there is anything to say. */
    void write(XmlWriter writer) {
        if (equals(ABSENT)) return;
        writer.start("permissions");
        mode.ifPresent(bits -> writer.element("mode", "0" + Integer.toOctalString(bits)));
        owner.ifPresent(id -> writer.element("owner", id));
        group.ifPresent(id -> writer.element("group", id));
        label.ifPresent(text -> writer.element("label", text));
        writer.end();
    }
}
