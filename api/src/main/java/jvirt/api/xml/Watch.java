package jvirt.api.xml;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sees what a reader looks at in a document. An attribute or element that it never asked for is none that the record knows: this is
 * how documents are validated on hosts that have no schemas. Readers are not changed for it; while one is watched, the documents
 * that it parses tell.
 */
public final class Watch {
    private static final ScopedValue<Watch> CURRENT = ScopedValue.newInstance();

    private final List<Element> documents = new ArrayList<>();
    /** Elements that were asked for by name, or into which somebody looked. */
    private final Set<Nodes> opened = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<Nodes> fetched = Collections.newSetFromMap(new IdentityHashMap<>());

    private Watch() {}

    static Optional<Watch> current() {
        return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
    }

    /** What stands in the documents that {@code reader} parses without its looking at it; what it throws goes through. */
    public static Optional<String> fault(Runnable reader) {
        Watch watch = new Watch();
        ScopedValue.where(CURRENT, watch).run(reader);
        return watch.documents.stream().flatMap(document -> watch.unseen(document).stream()).findFirst();
    }

    /** The same document, telling this watch. */
    Element over(Element document) {
        Element watched = watched(document);
        documents.add(watched);
        return watched;
    }

    /** What stands in an element that a reader makes of others. */
    Nodes nodes(List<Node> nodes) {
        return new WatchedNodes(nodes);
    }

    private Element watched(Element element) {
        List<Node> nodes = element.nodes().stream().map(node -> node instanceof Element child ? watched(child) : node).toList();
        WatchedNodes content = new WatchedNodes(nodes);
        return new Element(element.name(), element.namespace(), new WatchedAttributes(element.attributes(), content), content, element.line());
    }

    private Optional<String> unseen(Element element) {
        if (!opened.contains((Nodes) element.nodes())) return Optional.empty();   // kept as it is
        WatchedAttributes attributes = ((WatchedNodes) element.nodes()).attributes;
        for (String attribute : attributes.keySet()) {
            if (!attribute.startsWith("xmlns") && !attributes.seen.contains(attribute)) {
                return Optional.of("line %d: attribute '%s' is not allowed in element '%s'"
                        .formatted(element.line(), attribute, element.name()));
            }
        }
        for (Element child : ((Nodes) element.nodes()).elements()) {
            Nodes nodes = (Nodes) child.nodes();
            if (!fetched.contains(nodes) && !opened.contains(nodes)) {
                return Optional.of("line %d: element '%s' is not allowed here in element '%s'"
                        .formatted(child.line(), child.name(), element.name()));
            }
            Optional<String> inside = unseen(child);
            if (inside.isPresent()) return inside;
        }
        return Optional.empty();
    }

    private final class WatchedNodes extends Nodes {
        /** None in an element that a reader made. */
        private WatchedAttributes attributes;

        WatchedNodes(List<Node> nodes) {
            super(nodes);
        }

        @Override
        public Node get(int index) {
            opened.add(this);
            return super.get(index);
        }

        @Override
        Element first(String name) {
            opened.add(this);
            Element first = super.first(name);
            if (first != null) fetched.add((Nodes) first.nodes());
            return first;
        }

        @Override
        List<Element> named(String name) {
            opened.add(this);
            List<Element> named = super.named(name);
            named.forEach(element -> fetched.add((Nodes) element.nodes()));
            return named;
        }
    }

    private final class WatchedAttributes extends LinkedHashMap<String, String> {
        private static final long serialVersionUID = 1L;

        private final transient Set<String> seen = new HashSet<>();
        private final transient WatchedNodes element;

        WatchedAttributes(Map<String, String> attributes, WatchedNodes element) {
            super(attributes);
            this.element = element;
            element.attributes = this;
        }

        private void look(Object name) {
            seen.add((String) name);
            opened.add(element);
        }

        @Override
        public String get(Object name) {
            look(name);
            return super.get(name);
        }

        @Override
        public String getOrDefault(Object name, String absent) {
            look(name);
            return super.getOrDefault(name, absent);
        }

        @Override
        public boolean containsKey(Object name) {
            look(name);
            return super.containsKey(name);
        }
    }
}
