package jvirt.network.iface;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of YAML as {@code netplan get} writes: blocks of mappings and sequences, and scalars, plain or in quotes, on one line.
 * A value is a {@code Map}, a {@code List} or a {@code String}.
 */
final class Yaml {
    private record Line(int indent, String text) {}

    private final List<Line> lines = new ArrayList<>();
    private int at;

    private Yaml(String text) {
        text.lines().filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .forEach(line -> lines.add(new Line(line.length() - line.stripLeading().length(), line.strip())));
    }

    static Object parse(String text) {
        Yaml yaml = new Yaml(text);
        return yaml.lines.isEmpty() ? Map.of() : yaml.block(yaml.lines.getFirst().indent);
    }

    private Object block(int indent) {
        Line first = lines.get(at);
        if (item(first)) return sequence(indent);
        return key(first.text) < 0 ? scalar(lines.get(at++).text) : mapping(indent);
    }

    private static boolean item(Line line) {
        return line.text.equals("-") || line.text.startsWith("- ");
    }

    /** Where a key ends: a colon with a space or nothing behind it, outside of quotes. */
    private static int key(String text) {
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quote != 0) quote = c == quote ? 0 : quote;
            else if (c == '"' || c == '\'') quote = c;
            else if (c == ':' && (i + 1 == text.length() || text.charAt(i + 1) == ' ')) return i;
        }
        return -1;
    }

    private boolean here(int indent) {
        return at < lines.size() && lines.get(at).indent == indent;
    }

    private List<Object> sequence(int indent) {
        List<Object> all = new ArrayList<>();
        while (here(indent) && item(lines.get(at))) {
            String rest = lines.get(at).text.substring(1).strip();
            if (rest.isEmpty()) {
                at++;
                all.add(at < lines.size() && lines.get(at).indent > indent ? block(lines.get(at).indent) : "");
            } else {
                // what stands behind the dash is a block of its own, as deep as it stands
                int deeper = indent + lines.get(at).text.indexOf(rest, 1);
                lines.set(at, new Line(deeper, rest));
                all.add(block(deeper));
            }
        }
        return all;
    }

    private Map<String, Object> mapping(int indent) {
        Map<String, Object> all = new LinkedHashMap<>();
        while (here(indent) && key(lines.get(at).text) >= 0) {
            String text = lines.get(at++).text;
            int end = key(text);
            String rest = text.substring(end + 1).strip();
            boolean deeper = at < lines.size() && (lines.get(at).indent > indent || lines.get(at).indent == indent && item(lines.get(at)));
            all.put(scalar(text.substring(0, end)).toString(), rest.isEmpty() && deeper ? block(lines.get(at).indent) : scalar(rest));
        }
        return all;
    }

    private static Object scalar(String text) {
        if (text.equals("{}")) return Map.of();
        if (text.equals("[]")) return List.of();
        if (text.length() > 1 && (text.startsWith("\"") || text.startsWith("'")) && text.endsWith(text.substring(0, 1))) {
            String inner = text.substring(1, text.length() - 1);
            return text.startsWith("'") ? inner.replace("''", "'") : inner.replaceAll("\\\\(.)", "$1");
        }
        return text;
    }
}
