package jvirt.api.xml;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import jvirt.api.ErrorDomain;
import jvirt.api.record.Shape;

/** Derives the form of a type that stands as an element: of its own making, a record, or a choice. */
final class Forms {
    private Forms() {}

    static Form derive(Class<?> type) {
        Form own = ownForm(type);
        if (own != null) return own;
        if (type.isRecord()) return new RecordForm(type);
        if (type.isSealed() && type.isAnnotationPresent(ByAttr.class)) return new ByAttrForm(type);
        if (type.isSealed() && type.isAnnotationPresent(ByElement.class)) return new ByElementForm(type);
        throw new IllegalArgumentException("no XML form for " + type);
    }

    /** A type that reads and writes itself: {@code static X parse(Element)} and {@code void format(XmlWriter)}. */
    private static Form ownForm(Class<?> type) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.publicLookup();
            MethodHandle parse = lookup.findStatic(type, "parse", MethodType.methodType(type, Element.class))
                    .asType(MethodType.methodType(Object.class, Element.class));
            MethodHandle format = lookup.findVirtual(type, "format", MethodType.methodType(void.class, XmlWriter.class))
                    .asType(MethodType.methodType(void.class, Object.class, XmlWriter.class));
            return new OwnForm(parse, format);
        } catch (NoSuchMethodException | IllegalAccessException _) {
            return null;
        }
    }

    /** What a method handle may throw, made unchecked. */
    static RuntimeException unchecked(Throwable e) {
        if (e instanceof RuntimeException unchecked) return unchecked;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }

    private static final class OwnForm extends Form {
        private final MethodHandle parse;
        private final MethodHandle format;

        OwnForm(MethodHandle parse, MethodHandle format) {
            this.parse = parse;
            this.format = format;
        }

        @Override
        Object read(Element element) {
            try {
                return (Object) parse.invokeExact(element);
            } catch (Throwable e) {
                throw unchecked(e);
            }
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            try {
                format.invokeExact(value, writer);
            } catch (Throwable e) {
                throw unchecked(e);
            }
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            // format wrote all of it
        }
    }

    /** A record: its components, one after the other. */
    static final class RecordForm extends Form {
        private final Part[] parts;
        /** In the order in which attributes are written: the word that tells the variant leads. */
        private final int[] attributeOrder;
        private final Shape shape;
        private final boolean paired;

        RecordForm(Class<?> type) {
            shape = Shape.of(type);
            parts = Arrays.stream(type.getRecordComponents()).map(Part::of).toArray(Part[]::new);
            attributeOrder = IntStream.range(0, parts.length).boxed()
                    .sorted(Comparator.comparing(i -> !parts[i].leads())).mapToInt(i -> i).toArray();
            paired = type.isAnnotationPresent(Paired.class);
        }

        @Override
        Object read(Element element) {
            Object[] values = new Object[parts.length];
            for (int i = 0; i < values.length; i++) values[i] = parts[i].read(element);
            return shape.make(values);
        }

        @Override
        void write(Object value, XmlWriter writer) {
            Object[] values = shape.values(value);
            writeAttributes(values, writer);
            writeContent(values, writer);
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            writeAttributes(shape.values(value), writer);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            writeContent(shape.values(value), writer);
        }

        private void writeAttributes(Object[] values, XmlWriter writer) {
            for (int i : attributeOrder) {
                if (parts[i].shown(writer.view())) parts[i].writeAttributes(values[i], writer);
            }
        }

        private void writeContent(Object[] values, XmlWriter writer) {
            if (paired) writer.endTag();
            for (int i = 0; i < values.length; i++) {
                if (parts[i].shown(writer.view())) parts[i].writeContent(values[i], writer);
            }
        }
    }

    /** The variants of a sealed interface by the words of their {@link Is}; {@code ""} is the one for no word. */
    static final class Variants {
        private final Map<String, Class<?>> byWord = new HashMap<>();
        private final Map<Class<?>, String> words = new HashMap<>();
        private final List<String> order = new ArrayList<>();

        Variants(Class<?> choice) {
            collect(choice);
        }

        private void collect(Class<?> choice) {
            for (Class<?> variant : choice.getPermittedSubclasses()) {
                if (variant.isSealed() && !variant.isAnnotationPresent(Is.class)) {
                    collect(variant);
                    continue;
                }
                Is is = variant.getAnnotation(Is.class);
                if (is == null) throw new IllegalArgumentException(variant + " lacks @Is");
                for (String word : is.value()) {
                    byWord.put(word, variant);
                    order.add(word);
                }
                name(variant, is.value()[0]);
            }
        }

        /** A variant that is a choice itself gives its word to all of its own variants. */
        private void name(Class<?> variant, String word) {
            words.put(variant, word);
            if (!variant.isSealed()) return;
            for (Class<?> part : variant.getPermittedSubclasses()) name(part, word);
        }

        boolean has(String word) {
            return byWord.containsKey(word);
        }

        /** The form of the variant that goes by this word. */
        Form named(String word) {
            return XmlBinding.form(byWord.get(word));
        }

        String wordOf(Object value) {
            return words.get(value.getClass());
        }
    }

    /** An element whose attribute tells the variant. */
    private static final class ByAttrForm extends Form {
        private final String attribute;
        private final Variants variants;

        ByAttrForm(Class<?> type) {
            this.attribute = type.getAnnotation(ByAttr.class).value();
            this.variants = new Variants(type);
        }

        @Override
        Object read(Element element) {
            String word = element.attribute(attribute).orElse("");
            if (!variants.has(word)) {
                if (word.isEmpty()) element.required(attribute);
                throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute '%s' in element '%s': '%s'.", attribute,
                        element.name(), word);
            }
            return variants.named(word).read(element);
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            String word = variants.wordOf(value);
            if (!word.isEmpty()) writer.attribute(attribute, word);
            XmlBinding.form(value.getClass()).writeAttributes(value, writer);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            XmlBinding.form(value.getClass()).writeContent(value, writer);
        }
    }

    /** An element whose name tells the variant. */
    static final class ByElementForm extends Form {
        private final Variants variants;

        ByElementForm(Class<?> type) {
            this.variants = new Variants(type);
        }

        boolean takes(Element element) {
            return variants.has(element.name());
        }

        String nameOf(Object value) {
            return variants.wordOf(value);
        }

        @Override
        Object read(Element element) {
            if (!takes(element)) throw ErrorDomain.XML.error(XML_ERROR, "unexpected element <%s>", element.name());
            return variants.named(element.name()).read(element);
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            variants.named(nameOf(value)).writeAttributes(value, writer);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            variants.named(nameOf(value)).writeContent(value, writer);
        }
    }
}
