package jvirt.cli.xml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;

/** An element in the making. What is set creates what is missing on the way to it; it belongs to one thread. */
public final class Draft {
    /** The namespaces whose elements our tools create. */
    private static final Map<String, String> NAMESPACES = Map.of(
            "libosinfo", "http://libosinfo.org/xmlns/libvirt/domain/1.0",
            "qemu", "http://libvirt.org/schemas/domain/qemu/1.0");

    private final String name;
    private final SequencedMap<String, String> attributes = new LinkedHashMap<>();
    private final List<Draft> children = new ArrayList<>();
    private String text = "";

    public Draft(String name) {
        this.name = name;
    }

    /** A draft of what stands in a document. Text beside elements is white space in libvirt's documents, and dropped. */
    public static Draft of(Element element) {
        Draft draft = new Draft(element.name());
        draft.attributes.putAll(element.attributes());
        for (Element child : element.children()) draft.children.add(of(child));
        if (draft.children.isEmpty()) draft.text = element.text();
        return draft;
    }

    public static Draft parse(String document) {
        return of(Element.parse(document));
    }

    /** The same again, to be changed apart. */
    public Draft copy() {
        return of(toElement());
    }

    public String name() {
        return name;
    }

    /** An attribute's value, or null. */
    public String attribute(String key) {
        return attributes.get(key);
    }

    public String text() {
        return text;
    }

    public List<Draft> children() {
        return List.copyOf(children);
    }

    /** All children at the end of {@code path}, whose last step may fit several. */
    public List<Draft> all(String path) {
        Path to = Path.of(path);
        Draft parent = this;
        for (Path.Step step : to.steps().subList(0, to.steps().size() - 1)) {
            Optional<Draft> next = parent.find(step);
            if (next.isEmpty()) return List.of();
            parent = next.get();
        }
        Path.Step last = to.steps().getLast();
        return parent.children.stream().filter(last::matches).toList();
    }

    /** The element at {@code path}. */
    public Optional<Draft> find(String path) {
        return find(Path.of(path).steps());
    }

    private Optional<Draft> find(List<Path.Step> steps) {
        Optional<Draft> at = Optional.of(this);
        for (Path.Step step : steps) at = at.flatMap(draft -> draft.find(step));
        return at;
    }

    private Optional<Draft> find(Path.Step step) {
        long skip = step.which() instanceof Path.Which.Nth(int number) ? number - 1L : 0;
        return children.stream().filter(step::matches).skip(skip).findFirst();
    }

    /** The text or attribute at {@code path}. */
    public Optional<String> get(String path) {
        Path at = Path.of(path);
        return find(at.steps()).map(draft -> at.attribute().isPresent() ? draft.attribute(at.attribute().get()) : draft.text);
    }

    /** Sets the text or attribute at {@code path}. */
    public void set(String path, String value) {
        Path at = Path.of(path);
        Draft draft = reach(at.steps());
        if (at.attribute().isPresent()) {
            draft.attributes.put(at.attribute().get(), value);
        } else {
            draft.text = value;
        }
    }

    /** The element at {@code path}, created with all that leads to it. */
    public Draft reach(String path) {
        return reach(Path.of(path).steps());
    }

    private Draft reach(List<Path.Step> steps) {
        Draft draft = this;
        boolean declared = false;
        for (Path.Step step : steps) {
            Optional<Draft> there = draft.find(step);
            Draft next = there.isPresent() ? there.get() : draft.append(step.name(), declared);
            if (there.isEmpty() && step.which() instanceof Path.Which.With(String key, String value)) next.attributes.put(key, value);
            declared = declared || step.name().indexOf(':') > 0;
            draft = next;
        }
        return draft;
    }

    /** A new last child at the end of {@code path}, beside others of its name. */
    public Draft append(String path) {
        List<Path.Step> steps = Path.of(path).steps();
        List<Path.Step> parents = steps.subList(0, steps.size() - 1);
        boolean declared = parents.stream().anyMatch(step -> step.name().indexOf(':') > 0);
        return reach(parents).append(steps.getLast().name(), declared);
    }

    private Draft append(String child, boolean declared) {
        Draft added = new Draft(child);
        int colon = child.indexOf(':');
        if (colon > 0 && !declared) {
            String prefix = child.substring(0, colon);
            String uri = NAMESPACES.get(prefix);
            if (uri != null) added.attributes.put("xmlns:" + prefix, uri);
        }
        children.add(added);
        return added;
    }

    /** Adds an element as a last child of the one at {@code path}. */
    public void add(String path, Draft child) {
        reach(path).children.add(child);
    }

    /** Removes one of this element's children. */
    public void remove(Draft child) {
        children.removeIf(one -> one == child);
    }

    /** Removes the element at {@code path}, or the attribute, whatever it holds. */
    public void remove(String path) {
        Path at = Path.of(path);
        if (at.attribute().isPresent()) {
            find(at.steps()).ifPresent(draft -> draft.attributes.remove(at.attribute().get()));
        } else if (!at.steps().isEmpty()) {
            List<Path.Step> parents = at.steps().subList(0, at.steps().size() - 1);
            find(parents).ifPresent(parent -> parent.find(at.steps().getLast()).ifPresent(parent::remove));
        }
    }

    /** Takes a text or attribute back, and each element on the way up that is empty without it. */
    public void unset(String path) {
        Path at = Path.of(path);
        find(at.steps()).ifPresent(draft -> {
            if (at.attribute().isPresent()) draft.attributes.remove(at.attribute().get());
            else draft.text = "";
        });
        for (int depth = at.steps().size(); depth > 0; depth--) {
            Optional<Draft> child = find(at.steps().subList(0, depth));
            if (child.isEmpty() || !child.get().isEmpty()) return;
            find(at.steps().subList(0, depth - 1)).orElseThrow().remove(child.get());
        }
    }

    private boolean isEmpty() {
        return attributes.isEmpty() && children.isEmpty() && text.isEmpty();
    }

    /** What stands in the draft now. */
    public Element toElement() {
        List<Node> nodes = new ArrayList<>();
        for (Draft child : children) nodes.add(child.toElement());
        if (nodes.isEmpty() && !text.isEmpty()) nodes.add(new Node.Chars(text));
        return Element.of(name, attributes, nodes);
    }

    /** The document, as libvirt prints one. */
    public String toXml() {
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        return writer.verbatim(toElement()).toString();
    }
}
