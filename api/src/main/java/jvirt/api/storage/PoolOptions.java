package jvirt.api.storage;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** Words that a pool hands to the program behind it: {@code <fs:mount_opts>}, {@code <rbd:config_opts>}. */
public record PoolOptions(Kind kind, List<Option> options) {
    /** One word, with a value where the program wants one. */
    public record Option(String name, Optional<String> value) {}

    /** Whose words they are. */
    public enum Kind {
        MOUNT("fs", "mount_opts"), RBD("rbd", "config_opts");

        private final String prefix;
        private final String element;

        Kind(String prefix, String element) {
            this.prefix = prefix;
            this.element = element;
        }

        private String uri() {
            return "http://libvirt.org/schemas/storagepool/" + prefix + "/1.0";
        }
    }

    static Optional<PoolOptions> parse(Element pool, PoolType type) {
        Kind kind;
        switch (type) {
            case FS, NETFS -> kind = Kind.MOUNT;
            case RBD -> kind = Kind.RBD;
            default -> {
                return Optional.empty();
            }
        }
        List<Option> options = new ArrayList<>();
        pool.child(kind.uri(), kind.element).ifPresent(element -> element.children().stream()
                .filter(child -> child.namespace().equals(kind.uri()) && child.localName().equals("option"))
                .forEach(child -> options.add(option(child, kind))));
        return options.isEmpty() ? Optional.empty() : Optional.of(new PoolOptions(kind, List.copyOf(options)));
    }

    private static Option option(Element element, Kind kind) {
        String what = kind == Kind.MOUNT ? "fs mount option" : "rbd option";
        Optional<String> name = element.attribute("name");
        if (name.isEmpty()) throw error("no %s name specified", what);
        if (kind == Kind.MOUNT) return new Option(name.get(), Optional.empty());
        if (name.get().isEmpty()) throw error("empty %s name specified", what);
        Optional<String> value = element.attribute("value");
        if (value.isEmpty()) throw error("no %s value specified for name '%s'", what, name.get());
        if (value.get().isEmpty()) throw error("empty %s value specified for name '%s'", what, name.get());
        return new Option(name.get(), value);
    }

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.STORAGE.error(XML_ERROR, detail, args);
    }

    void declare(XmlWriter writer) {
        writer.attribute("xmlns:" + kind.prefix, kind.uri());
    }

    void write(XmlWriter writer) {
        writer.start(kind.prefix + ":" + kind.element);
        for (Option option : options) {
            writer.start(kind.prefix + ":option").attribute("name", option.name);
            option.value.ifPresent(value -> writer.attribute("value", value));
            writer.end();
        }
        writer.end();
    }
}
