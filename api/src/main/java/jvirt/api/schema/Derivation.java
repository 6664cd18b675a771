package jvirt.api.schema;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;

/** Takes documents through patterns. What a pattern leaves after a piece of the document is its derivative by that piece. */
final class Derivation {
    /** What is wrong with a document, and where. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        Fault(Element place, String what, Object... args) {
            super("line " + place.line() + ": " + what.formatted(args), null, false, false);
        }
    }

    private final Pattern.Pool pool;
    /** Patterns without their attributes; elements of one kind come again and again. */
    private final Map<Pattern, Pattern> closed = new IdentityHashMap<>();

    Derivation(Pattern.Pool pool) {
        this.pool = pool;
    }

    /** Whether a whole text fits. */
    boolean fits(Pattern pattern, String text) {
        return pattern.nullable && text.isBlank() || text(pattern, text).nullable;
    }

    /** Returns if the document fits. */
    void check(Pattern start, Element root) throws Fault {
        if (!element(start, root, root).nullable) throw new Fault(root, "element '%s' is no whole document", root.name());
    }

    private Pattern element(Pattern pattern, Element element, Element parent) throws Fault {
        Pattern open = open(pattern, element);
        if (open == Pattern.NONE) {
            throw new Fault(element, "element '%s' is not allowed %s", element.name(),
                    parent == element ? "as a document" : "here in element '" + parent.name() + "'");
        }
        for (Map.Entry<String, String> attribute : element.attributes().entrySet()) {
            if (attribute.getKey().startsWith("xmlns")) continue;
            open = attribute(open, attribute.getKey(), attribute.getValue());
            if (open == Pattern.NONE) {
                throw new Fault(element, "attribute '%s' of element '%s' is not allowed, or not with the value '%s'",
                        attribute.getKey(), element.name(), attribute.getValue());
            }
        }
        Pattern inside = close(open);
        if (inside == Pattern.NONE) throw new Fault(element, "element '%s' lacks an attribute", element.name());
        Pattern after = end(content(inside, element));
        if (after == Pattern.NONE) throw new Fault(element, "element '%s' is incomplete", element.name());
        return after;
    }

    private Pattern content(Pattern inside, Element element) throws Fault {
        List<Node> nodes = element.nodes();
        if (nodes.stream().noneMatch(Element.class::isInstance)) {
            String text = element.text();
            Pattern with = text(inside, text);
            Pattern rest = text.isBlank() ? pool.choice(inside, with) : with;
            if (rest == Pattern.NONE) throw new Fault(element, "element '%s' must not contain '%s'", element.name(), text.strip());
            return rest;
        }
        Pattern rest = inside;
        for (Node node : nodes) {
            if (node instanceof Element child) {
                rest = element(rest, child, element);
            } else if (node instanceof Node.Chars(String text) && !text.isBlank()) {
                rest = text(rest, text);
                if (rest == Pattern.NONE) throw new Fault(element, "no text is allowed in element '%s'", element.name());
            }
        }
        return rest;
    }

    /** After the name of an element's begin tag. */
    private Pattern open(Pattern pattern, Element element) {
        return switch (pattern) {
            case Pattern.Choice p -> pool.choice(open(p.one, element), open(p.other, element));
            case Pattern.Tag p -> p.names.has(element.namespace(), element.localName()) ? pool.after(p.content(), Pattern.EMPTY)
                    : Pattern.NONE;
            case Pattern.Interleave p -> pool.choice(
                    pool.then(open(p.one, element), rest -> pool.interleave(rest, p.other)),
                    pool.then(open(p.other, element), rest -> pool.interleave(p.one, rest)));
            case Pattern.OneOrMore p -> pool.then(open(p.each, element), rest -> pool.group(rest, pool.optional(p)));
            case Pattern.Group p -> {
                Pattern first = pool.then(open(p.first, element), rest -> pool.group(rest, p.then));
                yield p.first.nullable ? pool.choice(first, open(p.then, element)) : first;
            }
            case Pattern.After p -> pool.then(open(p.inside, element), rest -> pool.after(rest, p.then));
            default -> Pattern.NONE;
        };
    }

    private Pattern attribute(Pattern pattern, String name, String value) {
        UnaryOperator<Pattern> by = part -> attribute(part, name, value);
        return switch (pattern) {
            case Pattern p when !p.attributes -> Pattern.NONE;
            case Pattern.Attribute p -> p.names.has("", name) && fits(p.value, value) ? Pattern.EMPTY : Pattern.NONE;
            case Pattern.Choice p -> pool.choice(by.apply(p.one), by.apply(p.other));
            case Pattern.Interleave p -> pool.choice(pool.interleave(by.apply(p.one), p.other), pool.interleave(p.one, by.apply(p.other)));
            case Pattern.Group p -> pool.choice(pool.group(by.apply(p.first), p.then), pool.group(p.first, by.apply(p.then)));
            case Pattern.OneOrMore p -> pool.group(by.apply(p.each), pool.optional(p));
            case Pattern.After p -> pool.after(by.apply(p.inside), p.then);
            default -> Pattern.NONE;
        };
    }

    /** After the end of the begin tag: an attribute that is still wanted will not come. */
    private Pattern close(Pattern pattern) {
        if (!pattern.attributes) return pattern;
        Pattern known = closed.get(pattern);
        if (known != null) return known;
        Pattern without = switch (pattern) {
            case Pattern.Choice p -> pool.choice(close(p.one), close(p.other));
            case Pattern.Interleave p -> pool.interleave(close(p.one), close(p.other));
            case Pattern.Group p -> pool.group(close(p.first), close(p.then));
            case Pattern.OneOrMore p -> pool.oneOrMore(close(p.each));
            case Pattern.After p -> pool.after(close(p.inside), p.then);
            default -> Pattern.NONE;
        };
        closed.put(pattern, without);
        return without;
    }

    private Pattern text(Pattern pattern, String text) {
        return switch (pattern) {
            case Pattern.Choice p -> pool.choice(text(p.one, text), text(p.other, text));
            case Pattern.Interleave p -> pool.choice(pool.interleave(text(p.one, text), p.other), pool.interleave(p.one, text(p.other, text)));
            case Pattern.Group p -> {
                Pattern first = pool.group(text(p.first, text), p.then);
                yield p.first.nullable ? pool.choice(first, text(p.then, text)) : first;
            }
            case Pattern.OneOrMore p -> pool.group(text(p.each, text), pool.optional(p));
            case Pattern.After p -> pool.after(text(p.inside, text), p.then);
            case Pattern.Data p -> p.type.test(text) ? Pattern.EMPTY : Pattern.NONE;
            case Pattern.Words p -> words(p.content, text).nullable ? Pattern.EMPTY : Pattern.NONE;
            case Pattern p -> p == Pattern.TEXT ? p : Pattern.NONE;
        };
    }

    private Pattern words(Pattern pattern, String text) {
        Pattern rest = pattern;
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) rest = text(rest, word);
        }
        return rest;
    }

    private Pattern end(Pattern pattern) {
        return switch (pattern) {
            case Pattern.Choice p -> pool.choice(end(p.one), end(p.other));
            case Pattern.After p -> p.inside.nullable ? p.then : Pattern.NONE;
            default -> Pattern.NONE;
        };
    }
}
