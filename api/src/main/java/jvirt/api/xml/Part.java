package jvirt.api.xml;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;

/** One component of a record: where it stands in the element, and how it is read and written. */
abstract class Part {
    private boolean live;
    private boolean secret;

    static Part of(RecordComponent component) {
        Part part = derive(component);
        part.live = component.isAnnotationPresent(Live.class);
        part.secret = component.isAnnotationPresent(Secret.class);
        return part;
    }

    private static Part derive(RecordComponent component) {
        Name named = component.getAnnotation(Name.class);
        String name = named == null ? component.getName() : named.value();
        Type type = component.getGenericType();
        boolean optional = component.getType() == Optional.class;
        if (optional) type = argument(type);
        if (raw(type) == List.class) {
            Part part = list(component, name, raw(argument(type)));
            Wrapped wrapped = component.getAnnotation(Wrapped.class);
            return wrapped == null ? part : new InWrapper(wrapped.value(), part);
        }
        Class<?> wanted = raw(type);
        if (wanted == boolean.class) return new Flag(name);
        if (component.isAnnotationPresent(Inline.class)) return new Inlined(wanted, optional);
        TypedBy typedBy = component.getAnnotation(TypedBy.class);
        if (typedBy != null) return new Typed(typedBy, name, wanted, optional);
        Optional<Scalar> scalar = Scalar.of(wanted, component.getAnnotation(Hex.class));
        if (scalar.isEmpty()) return new Child(name, wanted, optional, component);
        return scalarPart(component, name, scalar.get(), optional);
    }

    private static Part scalarPart(RecordComponent component, String name, Scalar scalar, boolean optional) {
        Refused refused = component.getAnnotation(Refused.class);
        if (component.isAnnotationPresent(Text.class)) return new OwnText(scalar, optional);
        if (component.isAnnotationPresent(InElement.class)) return new ChildText(name, scalar, optional, refused);
        Default absent = component.getAnnotation(Default.class);
        Part attribute = new Attribute(name, scalar, optional, absent == null ? null : absent.value(), refused);
        return component.isAnnotationPresent(NonZero.class) ? new NotZero(name, attribute) : attribute;
    }

    private static Part list(RecordComponent component, String name, Class<?> element) {
        if (element.isAnnotationPresent(ByElement.class)) return new Choices(element);
        Optional<Scalar> scalar = Scalar.of(element, component.getAnnotation(Hex.class));
        return scalar.isPresent() ? new Texts(name, scalar.get()) : new Children(name, element);
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    final boolean shown(View view) {
        return (!live || view.live()) && (!secret || view.secrets());
    }

    abstract Object read(Element element);

    /** Whether this part's attribute leads: the word that says which variant an element is, as libvirt prints it. */
    boolean leads() {
        return false;
    }

    void writeAttributes(Object value, XmlWriter writer) {}

    void writeContent(Object value, XmlWriter writer) {}

    /** The form of a type, looked for when it is first needed: types may hold each other. */
    private static final class Lazy {
        private final Class<?> type;
        private Form form;

        Lazy(Class<?> type) {
            this.type = type;
        }

        /** Several threads may look at once: they find the same. */
        Form get() {
            if (form == null) form = XmlBinding.form(type);
            return form;
        }
    }

    /** A scalar in an attribute. */
    private static final class Attribute extends Part {
        private final String name;
        private final Scalar scalar;
        private final boolean optional;
        /** The text that an absent attribute stands for; {@code null} where there is none. */
        private final String absent;
        /** libvirt's own words; {@code null} where they are the usual ones. */
        private final Refused refused;

        Attribute(String name, Scalar scalar, boolean optional, String absent, Refused refused) {
            this.name = name;
            this.scalar = scalar;
            this.optional = optional;
            this.absent = absent;
            this.refused = refused;
        }

        @Override
        Object read(Element element) {
            String text = element.attributes().getOrDefault(name, absent);
            if (text == null && optional) return Optional.empty();
            if (text == null) return required(element);
            Object value = scalar.parse(text, new Scalar.Place(name, element, refused));
            return optional ? Optional.of(value) : value;
        }

        private Object required(Element element) {
            if (refused != null && !refused.missing().isEmpty()) throw refused.by().error(refused.missingCode(), "%s", refused.missing());
            return element.required(name);
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            if (!optional) {
                writer.attribute(name, scalar.format(value));
            } else if (value instanceof Optional<?> some && some.isPresent()) {
                writer.attribute(name, scalar.format(some.get()));
            }
        }
    }

    /** A number in an attribute that is never written as 0. */
    private static final class NotZero extends Part {
        private final String name;
        private final Part number;

        NotZero(String name, Part number) {
            this.name = name;
            this.number = number;
        }

        @Override
        Object read(Element element) {
            Object value = number.read(element);
            Object written = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (element.attribute(name).isPresent() && written instanceof Number one && one.longValue() == 0) {
                throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute '%s' in element '%s': Zero is not permitted", name,
                        element.name());
            }
            return value;
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            number.writeAttributes(value, writer);
        }
    }

    /** A scalar that is the element's own text. */
    private static final class OwnText extends Part {
        private final Scalar scalar;
        private final boolean optional;

        OwnText(Scalar scalar, boolean optional) {
            this.scalar = scalar;
            this.optional = optional;
        }

        @Override
        Object read(Element element) {
            String text = element.text();
            if (optional && text.isEmpty()) return Optional.empty();
            Object value = scalar.parse(text, new Scalar.Place("", element, null));
            return optional ? Optional.of(value) : value;
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            Object text = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (text != null) writer.text(scalar.format(text));
        }
    }

    /** A scalar in a child element of its own. */
    private static final class ChildText extends Part {
        private final String name;
        private final Scalar scalar;
        private final boolean optional;
        private final Refused refused;

        ChildText(String name, Scalar scalar, boolean optional, Refused refused) {
            this.name = name;
            this.scalar = scalar;
            this.optional = optional;
            this.refused = refused;
        }

        @Override
        Object read(Element element) {
            Optional<Element> child = element.child(name);
            if (child.isEmpty() || optional && child.get().text().isEmpty()) {
                if (optional) return Optional.empty();
                throw missing(name, element);
            }
            Object value = scalar.parse(child.get().text(), new Scalar.Place("", child.get(), refused));
            return optional ? Optional.of(value) : value;
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            Object text = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (text != null) writer.element(name, scalar.format(text));
        }
    }

    /** An empty child element that is there or not. */
    private static final class Flag extends Part {
        private final String name;

        Flag(String name) {
            this.name = name;
        }

        @Override
        Object read(Element element) {
            return element.child(name).isPresent();
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            if ((Boolean) value) writer.element(name);
        }
    }

    /** A record or a choice in a child element. */
    private static final class Child extends Part {
        private final String name;
        private final Lazy form;
        private final boolean optional;
        private final boolean keepEmpty;
        /** An element that is absent is read as one without anything in it. */
        private final boolean emptyIfAbsent;

        Child(String name, Class<?> type, boolean optional, RecordComponent component) {
            this.name = name;
            this.form = new Lazy(type);
            this.optional = optional;
            this.keepEmpty = component.isAnnotationPresent(KeepEmpty.class);
            this.emptyIfAbsent = component.isAnnotationPresent(Default.class);
        }

        @Override
        Object read(Element element) {
            Optional<Element> child = element.child(name);
            if (child.isEmpty() && emptyIfAbsent) child = Optional.of(Element.of(name, Map.of(), List.of()));
            if (child.isEmpty() && !optional) throw missing(name, element);
            return optional ? child.map(form.get()::read) : form.get().read(child.orElseThrow());
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            Object child = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (child != null) writeElement(name, form.get(), child, keepEmpty, writer);
        }
    }

    /** Records or choices in child elements of one name. */
    private static final class Children extends Part {
        private final String name;
        private final Lazy form;

        Children(String name, Class<?> type) {
            this.name = name;
            this.form = new Lazy(type);
        }

        @Override
        Object read(Element element) {
            List<Element> children = element.children(name);
            List<Object> values = new ArrayList<>(children.size());
            for (Element child : children) values.add(form.get().read(child));
            return List.copyOf(values);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            for (Object child : (List<?>) value) writeElement(name, form.get(), child, true, writer);
        }
    }

    /** Texts in child elements of one name. */
    private static final class Texts extends Part {
        private final String name;
        private final Scalar scalar;

        Texts(String name, Scalar scalar) {
            this.name = name;
            this.scalar = scalar;
        }

        @Override
        Object read(Element element) {
            List<Object> values = new ArrayList<>();
            for (Element child : element.children(name)) {
                values.add(scalar.parse(child.text(), new Scalar.Place("", child, null)));
            }
            return List.copyOf(values);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            for (Object text : (List<?>) value) writer.element(name, scalar.format(text));
        }
    }

    /** Child elements whose names tell what they are. */
    private static final class Choices extends Part {
        private final Lazy form;

        Choices(Class<?> type) {
            this.form = new Lazy(type);
        }

        private Forms.ByElementForm form() {
            return (Forms.ByElementForm) form.get();
        }

        @Override
        Object read(Element element) {
            List<Object> values = new ArrayList<>();
            for (Element child : element.children()) {
                if (form().takes(child)) values.add(form().read(child));
            }
            return List.copyOf(values);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            for (Object child : (List<?>) value) writeElement(form().nameOf(child), form(), child, true, writer);
        }
    }

    /** A list inside one element of its own. */
    private static final class InWrapper extends Part {
        private final String name;
        private final Part inner;

        InWrapper(String name, Part inner) {
            this.name = name;
            this.inner = inner;
        }

        @Override
        Object read(Element element) {
            return element.child(name).map(inner::read).orElse(List.of());
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            if (((List<?>) value).isEmpty()) return;
            writer.start(name);
            inner.writeContent(value, writer);
            writer.end();
        }
    }

    /** A record whose components stand in the enclosing element. */
    private static final class Inlined extends Part {
        private final Lazy form;

        Inlined(Class<?> type, boolean optional) {
            if (optional) throw new IllegalArgumentException("an @Inline record is never absent: " + type);
            this.form = new Lazy(type);
        }

        @Override
        Object read(Element element) {
            return form.get().read(element);
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            form.get().writeAttributes(value, writer);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            form.get().writeContent(value, writer);
        }
    }

    /** A choice whose word is an attribute of the enclosing element and whose rest is a child element. */
    private static final class Typed extends Part {
        private final String attribute;
        private final boolean leads;
        private final String name;
        private final Forms.Variants variants;
        private final boolean optional;

        Typed(TypedBy typedBy, String name, Class<?> type, boolean optional) {
            this.attribute = typedBy.value();
            this.leads = typedBy.leads();
            this.name = name;
            this.variants = new Forms.Variants(type);
            this.optional = optional;
        }

        @Override
        boolean leads() {
            return leads;
        }

        @Override
        Object read(Element element) {
            String word = element.attribute(attribute).orElse("");
            if (optional && word.isEmpty() && element.child(name).isEmpty()) return Optional.empty();
            if (!variants.has(word)) {
                if (word.isEmpty() && optional) return Optional.empty();
                if (word.isEmpty()) element.required(attribute);
                throw new Scalar.Place(attribute, element, null).invalid(word, "");
            }
            Element child = element.child(name).orElseGet(() -> Element.of(name, Map.of(), List.of()));
            Object value = variants.named(word).read(child);
            return optional ? Optional.of(value) : value;
        }

        @Override
        void writeAttributes(Object value, XmlWriter writer) {
            Object variant = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (variant == null) return;
            String word = variants.wordOf(variant);
            if (!word.isEmpty()) writer.attribute(attribute, word);
        }

        @Override
        void writeContent(Object value, XmlWriter writer) {
            Object variant = value instanceof Optional<?> some ? some.orElse(null) : value;
            if (variant != null) writeElement(name, XmlBinding.form(variant.getClass()), variant, false, writer);
        }
    }

    private static void writeElement(String name, Form form, Object value, boolean keepEmpty, XmlWriter writer) {
        XmlWriter.Mark mark = writer.mark();
        writer.start(name);
        form.write(value, writer);
        if (keepEmpty) {
            writer.end();
        } else {
            writer.endOrDrop(mark);
        }
    }

    private static RuntimeException missing(String child, Element element) {
        return ErrorDomain.XML.error(XML_ERROR, "Missing required element '%s' in element '%s'", child, element.name());
    }
}
