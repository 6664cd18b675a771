package jvirt.cli.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import jvirt.cli.xml.Draft;

/**
 * A part of a guest's document before it is written: a device, or a section such as {@code <cpu>}. It holds slots, named by
 * their path in the element: {@code driver/@cache} has a value, {@code readonly} may be a mere flag, {@code numa/cell#} has
 * parts of its own. Setting a slot again moves it to the end, as {@link Shape} needs it.
 */
final class Part {
    private final String name;
    private final Shape shape;
    private final SequencedMap<String, Content> content = new LinkedHashMap<>();
    private final List<XmlAction> actions = new ArrayList<>();

    private sealed interface Content {
        record Value(String text) implements Content {}

        record Flag(boolean there) implements Content {}

        /** The only element of its name, with a shape of its own. */
        record One(Part part) implements Content {}

        /** Elements of one name beside each other. */
        record Many(List<Part> parts) implements Content {}
    }

    /** A part for the element {@code name}, which may have a path before it. */
    Part(String name) {
        this.name = name.substring(name.lastIndexOf('/') + 1);
        this.shape = Shape.of(this.name);
    }

    /** The element's name. */
    String name() {
        return name;
    }

    /** The value of a slot; of an attribute or text. */
    Optional<String> get(String slot) {
        return content.get(slot) instanceof Content.Value(String text) ? Optional.of(text) : Optional.empty();
    }

    /** Whether the slot has just this value. */
    boolean is(String slot, String value) {
        return value.equals(get(slot).orElse(null));
    }

    /** Whether anything was said about the slot, be it that a flag is not there. */
    boolean has(String slot) {
        return content.containsKey(slot);
    }

    /** Whether a flag is set. */
    boolean flag(String slot) {
        return content.get(slot) instanceof Content.Flag(boolean there) && there;
    }

    /** Sets a slot; null takes it back. */
    void set(String slot, String value) {
        content.remove(slot);
        if (value != null) content.put(slot, new Content.Value(value));
    }

    void set(String slot, long value) {
        set(slot, Long.toString(value));
    }

    /** Sets a slot that nobody has set. */
    void orElse(String slot, String value) {
        if (get(slot).isEmpty()) set(slot, value);
    }

    void flag(String slot, boolean there) {
        content.remove(slot);
        content.put(slot, new Content.Flag(there));
    }

    /** Takes back all that begins so. */
    void clear(String prefix) {
        content.keySet().removeIf(slot -> slot.startsWith(prefix));
    }

    /** The parts of a slot such as {@code numa/cell#}, to be added to and taken from. */
    List<Part> parts(String slot) {
        return switch (content.computeIfAbsent(slot, _ -> new Content.Many(new ArrayList<>()))) {
            case Content.Many(List<Part> parts) -> parts;
            case Content.Value _, Content.Flag _, Content.One _ -> throw new IllegalStateException(slot + " of " + name + " has no parts");
        };
    }

    /** The only child element of this name. */
    Part section(String child) {
        return switch (content.computeIfAbsent(child + "/", _ -> new Content.One(new Part(child)))) {
            case Content.One(Part part) -> part;
            case Content.Value _, Content.Flag _, Content.Many _ -> throw new IllegalStateException(child + " of " + name + " is no section");
        };
    }

    /** The part with this index, from 0; those before it come into being with it. */
    Part part(String slot, int index) {
        List<Part> parts = parts(slot);
        while (parts.size() <= index) parts.add(new Part(slot.substring(0, slot.length() - 1)));
        return parts.get(index);
    }

    /** Adds a part to a slot. */
    Part add(String slot) {
        return part(slot, parts(slot).size());
    }

    /** Changes to the element once it is written. */
    List<XmlAction> actions() {
        return actions;
    }

    /** Whether nothing would be written. */
    boolean isEmpty() {
        return actions.isEmpty() && content.values().stream().allMatch(one -> switch (one) {
            case Content.Value _ -> false;
            case Content.Flag(boolean there) -> !there;
            case Content.One(Part part) -> part.isEmpty();
            case Content.Many(List<Part> parts) -> parts.stream().allMatch(Part::isEmpty);
        });
    }

    /** Writes the slots into {@code draft}, below {@code at}, which is empty or ends in a slash. */
    void write(Draft draft, String at) {
        for (String slot : order()) {
            String path = at + slot;
            switch (content.get(slot)) {
                case Content.Value(String text) -> draft.set(path, text);
                case Content.Flag(boolean there) when there -> draft.reach(path);
                case Content.Flag _ -> draft.remove(path);
                case Content.One(Part part) -> part.write(draft, path);
                case Content.Many(List<Part> parts) -> {
                    for (Part part : parts) {
                        if (!part.isEmpty()) part.write(draft.append(path.substring(0, path.length() - 1)), "");
                    }
                }
            }
        }
        for (XmlAction action : actions) action.apply(at.isEmpty() ? draft : draft.reach(at));
    }

    private SequencedSet<String> order() {
        SequencedSet<String> order = new LinkedHashSet<>();
        for (Shape.Slots place : shape.head()) content.keySet().stream().filter(place::contains).forEach(order::add);
        content.keySet().stream().filter(slot -> shape.tail().stream().noneMatch(place -> place.contains(slot))).forEach(order::add);
        for (Shape.Slots place : shape.tail()) content.keySet().stream().filter(place::contains).forEach(order::add);
        return order;
    }

    @Override public boolean equals(Object other) {
        return other instanceof Part part && name.equals(part.name) && content.equals(part.content);
    }

    @Override public int hashCode() {
        return Objects.hash(name, content);
    }

    @Override public String toString() {
        Draft draft = new Draft(name);
        write(draft, "");
        return draft.toXml();
    }
}
