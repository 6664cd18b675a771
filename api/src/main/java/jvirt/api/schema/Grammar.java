package jvirt.api.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import jvirt.api.xml.Element;

/** Reads a {@code <grammar>} with all that it includes: named definitions, one of which is where a document starts. */
final class Grammar {
    /** A definition as it was written, with the namespace that holds there. */
    private record Written(Element element, String namespace) {}

    private static final String START = " start";

    private final Pattern.Pool pool;
    /** The text of a file that another one includes. */
    private final UnaryOperator<String> files;
    private final Map<String, List<Written>> definitions = new HashMap<>();
    private final Map<String, Pattern> read = new HashMap<>();

    private Grammar(Pattern.Pool pool, UnaryOperator<String> files) {
        this.pool = pool;
        this.files = files;
    }

    /** What a document may be by this file. */
    static Pattern start(String file, Pattern.Pool pool, UnaryOperator<String> files) {
        Grammar grammar = new Grammar(pool, files);
        Element root = Element.parse(files.apply(file));
        grammar.collect(root, root.attribute("ns").orElse(""), Set.of());
        return grammar.named(START);
    }

    private void collect(Element grammar, String outer, Set<String> overridden) {
        String namespace = grammar.attribute("ns").orElse(outer);
        for (Element part : grammar.children()) {
            switch (part.localName()) {
                case "div" -> collect(part, namespace, overridden);
                case "include" -> include(part, namespace, overridden);
                default -> {
                    String name = name(part);
                    if (!overridden.contains(name)) {
                        definitions.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Written(part, namespace));
                    }
                }
            }
        }
    }

    private static String name(Element definition) {
        return definition.attribute("name").orElse(START);
    }

    /** What stands in the {@code <include>} itself is instead of what the file says. */
    private void include(Element include, String namespace, Set<String> overridden) {
        collect(include, namespace, overridden);
        Set<String> instead = new HashSet<>(overridden);
        include.children().forEach(part -> instead.add(name(part)));
        collect(Element.parse(files.apply(include.required("href"))), namespace, instead);
    }

    private Pattern named(String name) {
        Pattern known = read.get(name);
        if (known != null) return known;
        List<Written> written = definitions.get(name);
        if (written == null) throw new IllegalArgumentException("no definition of '" + name + "'");
        boolean mixed = written.stream().anyMatch(one -> one.element.attribute("combine").filter("interleave"::equals).isPresent());
        Pattern pattern = written.stream().map(one -> group(one.element, one.namespace))
                .reduce(mixed ? pool::interleave : pool::choice).orElseThrow();
        read.put(name, pattern);
        return pattern;
    }

    private Pattern group(Element parent, String namespace) {
        return joined(parent.children(), namespace, Pattern.EMPTY, pool::group);
    }

    private Pattern joined(List<Element> parts, String namespace, Pattern none, BinaryOperator<Pattern> join) {
        return parts.stream().map(part -> pattern(part, namespace)).reduce(join).orElse(none);
    }

    private Pattern pattern(Element written, String outer) {
        String namespace = written.attribute("ns").orElse(outer);
        return switch (written.localName()) {
            case "element" -> tag(written, namespace);
            case "attribute" -> attribute(written, namespace);
            case "group" -> group(written, namespace);
            case "interleave" -> joined(written.children(), namespace, Pattern.EMPTY, pool::interleave);
            case "choice" -> joined(written.children(), namespace, Pattern.NONE, pool::choice);
            case "optional" -> pool.optional(group(written, namespace));
            case "zeroOrMore" -> pool.optional(pool.oneOrMore(group(written, namespace)));
            case "oneOrMore" -> pool.oneOrMore(group(written, namespace));
            case "mixed" -> pool.interleave(Pattern.TEXT, group(written, namespace));
            case "list" -> new Pattern.Words(group(written, namespace));
            case "ref" -> named(written.required("name"));
            case "empty" -> Pattern.EMPTY;
            case "notAllowed" -> Pattern.NONE;
            case "text" -> Pattern.TEXT;
            case "value" -> new Pattern.Data(Datatype.value(written.attribute("type").orElse("token"), written.text()));
            case "data" -> data(written);
            case "grammar" -> {
                Grammar inner = new Grammar(pool, files);
                inner.collect(written, namespace, Set.of());
                yield inner.named(START);
            }
            default -> throw new IllegalArgumentException("no such pattern: " + written.name());
        };
    }

    private Pattern tag(Element written, String namespace) {
        boolean named = written.attribute("name").isPresent();
        Pattern.Names names = named ? Pattern.Names.one(namespace, written.required("name")) : names(written.children().getFirst());
        List<Element> content = written.children().subList(named ? 0 : 1, written.children().size());
        return new Pattern.Tag(names, () -> joined(content, namespace, Pattern.EMPTY, pool::group));
    }

    /** An attribute without a prefix is in no namespace, whatever holds for elements. */
    private Pattern attribute(Element written, String namespace) {
        boolean named = written.attribute("name").isPresent();
        Pattern.Names names = named ? Pattern.Names.one(written.attribute("ns").orElse(""), written.required("name"))
                : names(written.children().getFirst());
        List<Element> value = written.children().subList(named ? 0 : 1, written.children().size());
        return new Pattern.Attribute(names, joined(value, namespace, Pattern.TEXT, pool::group));
    }

    private static Pattern.Names names(Element written) {
        if (!written.localName().equals("anyName")) throw new IllegalArgumentException("no such name class: " + written.name());
        return (_, _) -> true;
    }

    private Pattern data(Element written) {
        List<Datatype.Facet> facets = written.children().stream().filter(part -> part.localName().equals("param"))
                .map(part -> new Datatype.Facet(part.required("name"), part.text())).toList();
        Datatype type = Datatype.of(written.required("type"), facets);
        List<Pattern> excepted = written.children().stream().filter(part -> part.localName().equals("except"))
                .map(part -> joined(part.children(), "", Pattern.NONE, pool::choice)).toList();
        return new Pattern.Data(excepted.isEmpty() ? type
                : text -> type.test(text) && excepted.stream().noneMatch(except -> new Derivation(pool).fits(except, text)));
    }
}
