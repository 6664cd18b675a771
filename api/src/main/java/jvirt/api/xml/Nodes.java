package jvirt.api.xml;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands in an element, in order; it never changes. Records ask for their children by name, one after the other, most of them
 * for nothing: the names are indexed where there are many.
 */
class Nodes extends AbstractList<Node> {
    /** Below this, looking through is as fast. */
    private static final int MANY = 5;

    private final Node[] all;
    private final Element[] elements;
    /** Made when it is first wanted; several threads may make the same. */
    private Map<String, List<Element>> byName;

    Nodes(List<Node> nodes) {
        all = nodes.toArray(Node[]::new);
        int count = 0;
        for (Node node : all) {
            if (node instanceof Element) count++;
        }
        elements = new Element[count];
        int next = 0;
        for (Node node : all) {
            if (node instanceof Element element) elements[next++] = element;
        }
    }

    static Nodes of(List<Node> nodes) {
        return nodes instanceof Nodes same ? same : Watch.current().map(watch -> watch.nodes(nodes)).orElseGet(() -> new Nodes(nodes));
    }

    @Override
    public Node get(int index) {
        return all[index];
    }

    @Override
    public int size() {
        return all.length;
    }

    Element[] elements() {
        return elements;
    }

    /** The first element of this name, or {@code null}. */
    Element first(String name) {
        if (elements.length >= MANY) {
            List<Element> named = index().get(name);
            return named == null ? null : named.getFirst();
        }
        for (Element element : elements) {
            if (element.name().equals(name)) return element;
        }
        return null;
    }

    /** All elements of this name. */
    List<Element> named(String name) {
        if (elements.length >= MANY) return index().getOrDefault(name, List.of());
        if (elements.length == 0) return List.of();
        List<Element> named = new ArrayList<>(elements.length);
        for (Element element : elements) {
            if (element.name().equals(name)) named.add(element);
        }
        return named;
    }

    private Map<String, List<Element>> index() {
        Map<String, List<Element>> index = byName;
        if (index == null) {
            index = new HashMap<>(2 * elements.length);
            for (Element element : elements) index.computeIfAbsent(element.name(), _ -> new ArrayList<>(2)).add(element);
            byName = index;
        }
        return index;
    }
}
