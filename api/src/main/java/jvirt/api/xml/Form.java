package jvirt.api.xml;

/** How a type is read from an element, and written into one that is open. */
abstract class Form {
    abstract Object read(Element element);

    /** Attributes first, then content. */
    void write(Object value, XmlWriter writer) {
        writeAttributes(value, writer);
        writeContent(value, writer);
    }

    abstract void writeAttributes(Object value, XmlWriter writer);

    abstract void writeContent(Object value, XmlWriter writer);
}
