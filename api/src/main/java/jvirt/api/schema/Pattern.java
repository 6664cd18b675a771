package jvirt.api.schema;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What may stand somewhere in a document. Patterns are made by a {@link Pool}, which keeps one of each: equal patterns are the same
 * object, so that alternatives which come to the same do not multiply.
 */
abstract sealed class Pattern {
    /** Whether nothing at all fits. */
    final boolean nullable;
    /** Whether attributes are still wanted or allowed. */
    final boolean attributes;

    private Pattern(boolean nullable, boolean attributes) {
        this.nullable = nullable;
        this.attributes = attributes;
    }

    /** Nothing. */
    static final Pattern EMPTY = new Constant(true);
    /** What no document fits. */
    static final Pattern NONE = new Constant(false);
    /** Any text. */
    static final Pattern TEXT = new Constant(true);

    private static final class Constant extends Pattern {
        Constant(boolean nullable) {
            super(nullable, false);
        }
    }

    /** One or the other. */
    static final class Choice extends Pattern {
        final Pattern one;
        final Pattern other;

        private Choice(Pattern one, Pattern other) {
            super(one.nullable || other.nullable, one.attributes || other.attributes);
            this.one = one;
            this.other = other;
        }

        boolean offers(Pattern pattern) {
            return one == pattern || other == pattern || one instanceof Choice more && more.offers(pattern)
                    || other instanceof Choice rest && rest.offers(pattern);
        }
    }

    /** Both, in any order and mixed. */
    static final class Interleave extends Pattern {
        final Pattern one;
        final Pattern other;

        private Interleave(Pattern one, Pattern other) {
            super(one.nullable && other.nullable, one.attributes || other.attributes);
            this.one = one;
            this.other = other;
        }
    }

    /** Both, one after the other. */
    static final class Group extends Pattern {
        final Pattern first;
        final Pattern then;

        private Group(Pattern first, Pattern then) {
            super(first.nullable && then.nullable, first.attributes || then.attributes);
            this.first = first;
            this.then = then;
        }
    }

    /** The same again and again. */
    static final class OneOrMore extends Pattern {
        final Pattern each;

        private OneOrMore(Pattern each) {
            super(each.nullable, each.attributes);
            this.each = each;
        }
    }

    /** Words with spaces between them. */
    static final class Words extends Pattern {
        final Pattern content;

        Words(Pattern content) {
            super(false, false);
            this.content = content;
        }
    }

    /** A text of a type. */
    static final class Data extends Pattern {
        final Datatype type;

        Data(Datatype type) {
            super(false, false);
            this.type = type;
        }
    }

    /** An attribute. */
    static final class Attribute extends Pattern {
        final Names names;
        final Pattern value;

        Attribute(Names names, Pattern value) {
            super(false, true);
            this.names = names;
            this.value = value;
        }
    }

    /** An element; its content is read when it is first wanted, since elements may stand in themselves. */
    static final class Tag extends Pattern {
        final Names names;
        private final Supplier<Pattern> reader;
        private Pattern content;

        Tag(Names names, Supplier<Pattern> reader) {
            super(false, false);
            this.names = names;
            this.reader = reader;
        }

        Pattern content() {
            if (content == null) content = reader.get();
            return content;
        }
    }

    /** What is left of an open element, and what comes after its end. */
    static final class After extends Pattern {
        final Pattern inside;
        final Pattern then;

        private After(Pattern inside, Pattern then) {
            super(false, inside.attributes);
            this.inside = inside;
            this.then = then;
        }
    }

    /** Which names an element or attribute may have. */
    interface Names {
        boolean has(String namespace, String local);

        static Names one(String namespace, String local) {
            return new One(namespace, local);
        }
    }

    /** Just this name. */
    record One(String namespace, String local) implements Names {
        @Override
        public boolean has(String uri, String name) {
            return namespace.equals(uri) && local.equals(name);
        }

        @Override
        public String toString() {
            return local;
        }
    }

    /** Makes patterns, each once, and the simplest of those that mean the same. */
    static final class Pool {
        private record Key(Class<?> kind, List<Pattern> parts) {}

        private final Map<Key, Pattern> made = new HashMap<>();

        Pattern choice(Pattern one, Pattern other) {
            if (one == NONE || one == other) return other;
            if (other == NONE) return one;
            if (one == EMPTY && other.nullable || other instanceof Choice more && more.offers(one)) return other;
            if (other == EMPTY && one.nullable || one instanceof Choice some && some.offers(other)) return one;
            return once(Choice.class, one, other, () -> new Choice(one, other));
        }

        Pattern interleave(Pattern one, Pattern other) {
            if (one == NONE || other == NONE) return NONE;
            if (one == EMPTY) return other;
            if (other == EMPTY) return one;
            return once(Interleave.class, one, other, () -> new Interleave(one, other));
        }

        Pattern group(Pattern first, Pattern then) {
            if (first == NONE || then == NONE) return NONE;
            if (first == EMPTY) return then;
            if (then == EMPTY) return first;
            return once(Group.class, first, then, () -> new Group(first, then));
        }

        Pattern after(Pattern inside, Pattern then) {
            if (inside == NONE || then == NONE) return NONE;
            return once(After.class, inside, then, () -> new After(inside, then));
        }

        Pattern oneOrMore(Pattern each) {
            if (each == NONE || each == EMPTY || each instanceof OneOrMore) return each;
            return once(OneOrMore.class, each, each, () -> new OneOrMore(each));
        }

        Pattern optional(Pattern pattern) {
            return choice(pattern, EMPTY);
        }

        /** The same for what comes after the elements that are open in the pattern. */
        Pattern then(Pattern pattern, UnaryOperator<Pattern> change) {
            return switch (pattern) {
                case After after -> after(after.inside, change.apply(after.then));
                case Choice choice -> choice(then(choice.one, change), then(choice.other, change));
                default -> NONE;
            };
        }

        private Pattern once(Class<?> kind, Pattern one, Pattern other, Supplier<Pattern> maker) {
            return made.computeIfAbsent(new Key(kind, List.of(one, other)), _ -> maker.get());
        }
    }
}
