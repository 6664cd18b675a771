package jvirt.host;

import static jvirt.api.ErrorCode.CONF_SYNTAX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/** A configuration file in libvirt's syntax: {@code name = value} a line; numbers, texts in quotes, lists in brackets. */
public final class ConfFile {
    private final String name;
    private final Map<String, List<String>> values = new HashMap<>();
    private final String text;
    private int at;

    private ConfFile(String name, String text) {
        this.name = name;
        this.text = text;
    }

    /** Reads a file; one that is not there says nothing. */
    public static ConfFile read(Path file) throws IOException {
        return parse(file.toString(), Files.exists(file) ? Files.readString(file) : "");
    }

    public static ConfFile parse(String name, String text) {
        ConfFile file = new ConfFile(name, text);
        while (file.skip(true)) file.entry();
        return file;
    }

    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(list -> list.isEmpty() ? "" : list.getFirst());
    }

    public List<String> list(String key) {
        return values.getOrDefault(key, List.of());
    }

    public int number(String key, int otherwise) {
        Optional<String> value = text(key);
        if (value.isEmpty()) return otherwise;
        try {
            return Integer.parseInt(value.get());
        } catch (NumberFormatException e) {
            throw ErrorDomain.CONF.error(CONF_SYNTAX, e, "%s: expecting a value for %s", name, key);
        }
    }

    public boolean flag(String key, boolean otherwise) {
        return number(key, otherwise ? 1 : 0) != 0;
    }

    private void entry() {
        int start = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) at++;
        String key = text.substring(start, at);
        if (key.isEmpty()) throw wrong("expecting a name");
        skip(false);
        if (!take('=')) throw wrong("expecting an assignment");
        skip(false);
        values.put(key, take('[') ? elements() : List.of(value()));
        skip(false);
        if (at < text.length() && text.charAt(at) != '\n') throw wrong("expecting a separator");
    }

    private List<String> elements() {
        List<String> list = new ArrayList<>();
        while (skip(true)) {
            if (take(']')) return list;
            list.add(value());
            skip(true);
            if (!take(',') && (at >= text.length() || text.charAt(at) != ']')) throw wrong("expecting a separator in list");
        }
        throw wrong("list is not closed with ]");
    }

    private String value() {
        if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
            int end = text.indexOf(text.charAt(at), at + 1);
            if (end < 0) throw wrong("unterminated string");
            String value = text.substring(at + 1, end);
            at = end + 1;
            return value;
        }
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || at == start && text.charAt(at) == '-')) at++;
        if (at == start) throw wrong("expecting a value");
        return text.substring(start, at);
    }

    private boolean take(char wanted) {
        if (at >= text.length() || text.charAt(at) != wanted) return false;
        at++;
        return true;
    }

    /** Skips blanks and comments, and line ends where they mean nothing; false at the end. */
    private boolean skip(boolean lines) {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') at = text.indexOf('\n', at) < 0 ? text.length() : text.indexOf('\n', at);
            else if (c == ' ' || c == '\t' || c == '\r' || lines && c == '\n') at++;
            else return true;
        }
        return false;
    }

    private VirtException wrong(String what) {
        long line = text.substring(0, Math.min(at, text.length())).chars().filter(c -> c == '\n').count() + 1;
        return ErrorDomain.CONF.error(CONF_SYNTAX, "%s:%d: %s", name, line, what);
    }
}
