package jvirt.cli;

import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;

/** Looking into documents, and writing parts of them. */
public final class Xml {
    private Xml() {}

    /** The text of what a path such as {@code source/@file} or {@code memory/unit} leads to, if it is there. */
    public static Optional<String> at(Element element, String path) {
        int slash = path.indexOf('/');
        if (slash >= 0) return element.child(path.substring(0, slash)).flatMap(child -> at(child, path.substring(slash + 1)));
        if (path.startsWith("@")) return element.attribute(path.substring(1));
        return element.child(path).map(Element::text);
    }

    /** The first of several paths that leads somewhere. */
    public static Optional<String> first(Element element, String... paths) {
        for (String path : paths) {
            Optional<String> found = at(element, path);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /** A text with the characters that XML keeps for itself written out. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&apos;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** {@code  name='value'}, or nothing. */
    public static String attribute(String name, Optional<String> value) {
        return value.map(text -> " " + name + "='" + escape(text) + "'").orElse("");
    }

    /** {@code <name>value</name>} on a line of its own, or nothing. */
    public static String element(String indent, String name, Optional<String> value) {
        return value.map(text -> indent + "<" + name + ">" + escape(text) + "</" + name + ">\n").orElse("");
    }

    /** An element as it stood in its document. */
    public static String text(Element element) {
        StringBuilder text = new StringBuilder();
        append(element, text);
        return text.toString();
    }

    /** {@code <name attribute="value"}: the start of an element, still open. */
    static String start(Element element) {
        StringBuilder text = new StringBuilder("<").append(element.name());
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            text.append(' ').append(attribute.getKey()).append("=\"").append(quoted(attribute.getValue())).append('"');
        }
        return text.toString();
    }

    /** A value between double quotes. */
    static String quoted(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    private static void append(Element element, StringBuilder text) {
        text.append(start(element));
        if (element.nodes().isEmpty()) {
            text.append("/>");
            return;
        }
        text.append('>');
        for (Node node : element.nodes()) {
            switch (node) {
                case Element child -> append(child, text);
                case Node.Chars(String chars) -> text.append(chars.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
            }
        }
        text.append("</").append(element.name()).append('>');
    }
}
