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

    /** The record as a document of one element. */
    public static String format(String name, Object value, View view) {
        XmlWriter writer = new XmlWriter(view);
        write(name, value, writer);
        return writer.toString();
    }

    /** A document of one element as a record. */
    public static <T> T parse(String document, String name, Function<Element, T> reader) {
        return reader.apply(Element.parse(document, name));
    }
}
