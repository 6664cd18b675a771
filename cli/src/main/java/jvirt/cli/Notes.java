package jvirt.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;

/**
 * Shows and sets what is noted with a machine or a network: its description, its title, an application's element.
 *
 * @param kind what the thing is called, such as {@code domain}
 */
public record Notes(Invocation in, String kind, Object thing, Reader reader, Writer writer) {
    /** {@code virDomainMetadataType}, {@code virNetworkMetadataType}. */
    private static final int DESCRIPTION = 0;
    private static final int TITLE = 1;
    private static final int ELEMENT = 2;

    /** Asks for a note. */
    public interface Reader {
        String read(int type, Optional<String> uri, int flags);
    }

    /** Sets a note. */
    public interface Writer {
        void write(int type, Optional<String> text, Optional<String> key, Optional<String> uri, int flags);
    }

    private String text(int type, int flags) {
        try {
            return reader.read(type, Optional.empty(), flags);
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN_METADATA || e.code() == ErrorCode.NO_NETWORK_METADATA) return "";
            throw e;
        }
    }

    /** {@code desc}: the description or the title. */
    public void describe(int query, int flags) {
        boolean title = in.has("title");
        int type = title ? TITLE : DESCRIPTION;
        String what = title ? "title" : "description";
        List<String> words = in.all("new-desc");
        String old = text(type, query);
        if (!in.has("edit") && words.isEmpty()) {
            if (old.isEmpty()) in.out().extra("No " + what + " for " + kind + ": " + thing);
            else in.out().print(old);
            return;
        }
        String wanted = words.isEmpty() ? old : String.join(" ", words);
        if (in.has("edit")) {
            wanted = new Editing(in).once(wanted);
            if (title && wanted.endsWith("\n")) wanted = wanted.substring(0, wanted.length() - 1);
            if (wanted.equals(old)) {
                in.out().extra(capital() + " " + what + " not changed\n");
                return;
            }
        }
        String text = wanted;
        in.attempt(() -> writer.write(type, Optional.of(text), Optional.empty(), Optional.empty(), flags),
                "Failed to set new " + kind + " " + what);
        in.out().extra(capital() + " " + what + " updated successfully");
    }

    private String capital() {
        return Character.toUpperCase(kind.charAt(0)) + kind.substring(1);
    }

    /** {@code metadata}: an application's element. */
    public void metadata(int flags) {
        Optional<String> uri = in.text("uri");
        Optional<String> key = in.text("key");
        Optional<String> set = in.text("set");
        if ((set.isPresent() || in.has("edit")) && key.isEmpty()) throw new Failure("namespace key is required when modifying metadata");
        if (set.isPresent() || in.has("remove")) {
            writer.write(ELEMENT, set, key, uri, flags);
            in.out().extra(in.has("remove") ? "Metadata removed\n" : "Metadata modified\n");
        } else if (in.has("edit")) {
            Consumer<String> store = xml -> writer.write(ELEMENT, Optional.of(xml), key, uri, flags);
            boolean changed = new Editing(in).run(
                    () -> Session.lookup(() -> reader.read(ELEMENT, uri, flags)).orElse("\n"), store, store);
            in.out().extra(changed ? "Metadata modified\n" : "Metadata not changed");
        } else {
            in.out().line(reader.read(ELEMENT, uri, flags));
        }
    }

    /** What may not be asked for together. */
    public static void checkMetadata(Invocation in) {
        in.exclusive("edit", in.has("edit"), "set", in.has("set"));
        in.exclusive("remove", in.has("remove"), "set", in.has("set"));
        in.exclusive("remove", in.has("remove"), "edit", in.has("edit"));
    }
}
