package jvirt.api.xml;

import java.util.function.Function;

/**
 * Reads and writes records as XML. What a record's header means is said in this package's description; each type's form is
 * derived once and kept.
 */
public final class XmlBinding {
    /** The form of a type that stands as an element. */
    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            return Forms.derive(type);
        }
    };

    private XmlBinding() {}

    static Form form(Class<?> type) {
        return FORMS.get(type);
    }

    /** The element as a record, or libvirt's error for what is wrong in it. */
    public static <T> T read(Class<T> type, Element element) {
        return type.cast(form(type).read(element));
    }

    /** The record as an element of this name. */
    public static void write(String name, Object value, XmlWriter writer) {
        writer.start(name);
        form(value.getClass()).write(value, writer);
        writer.end();
    }

    /** A variant of a choice by element name, as the element that its name says. */
    public static void writeChoice(Class<?> choice, Object value, XmlWriter writer) {
        Forms.ByElementForm form = (Forms.ByElementForm) form(choice);
        writer.start(form.nameOf(value));
        form.write(value, writer);
        writer.end();
    }

    /** The record as a document of one element. */
    public static String format(String name, Object value, View view) {
        XmlWriter writer = new XmlWriter(view);
        write(name, value, writer);
        return writer.toString();
    }

    /** The word that stands for an enum's constant in XML. */
    public static String word(Enum<?> constant) {
        return Scalar.word(constant);
    }

    /** A document of one element as a record. */
    public static <T> T parse(String document, String name, Function<Element, T> reader) {
        return reader.apply(Element.parse(document, name));
    }
}
