package jvirt.api.xml;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes XML as libvirt does: two spaces a level, attributes in single quotes, {@code <x/>} for what is empty, one element
 * a line; an element with a text has it on its own line. One writer a document; not for several threads.
 */
public final class XmlWriter {
    private final StringBuilder out = new StringBuilder(1024);
    private final Deque<String> open = new ArrayDeque<>();
    private final View view;
    /** The innermost open element has neither text nor child yet: its {@code >} is not written. */
    private boolean tagOpen;
    /** Text was written into the innermost open element: its end stands on the same line. */
    private boolean textWritten;
    /** What is written is somebody else's. */
    private boolean foreign;

    public XmlWriter(View view) {
        this.view = view;
    }

    public View view() {
        return view;
    }

    /** Begins an element; attributes may follow at once. */
    public XmlWriter start(String name) {
        endTag();
        indent(open.size());
        out.append('<').append(name);
        open.push(name);
        tagOpen = true;
        textWritten = false;
        return this;
    }

    public XmlWriter attribute(String name, Object value) {
        if (!tagOpen) throw new IllegalStateException("attribute " + name + " after the content of " + open.peek());
        writeAttribute(name, value.toString());
        return this;
    }

    /** Ends the attributes: the element has an end of its own, even when nothing follows, as libvirt prints some. */
    public XmlWriter content() {
        endTag();
        return this;
    }

    /** The text of the innermost open element. */
    public XmlWriter text(String text) {
        if (tagOpen) out.append('>');
        tagOpen = false;
        textWritten = true;
        escape(text);
        return this;
    }

    /** Ends the innermost open element. */
    public XmlWriter end() {
        String name = open.pop();
        if (tagOpen) {
            out.append("/>\n");
        } else {
            if (!textWritten) indent(open.size());
            out.append("</").append(name).append(">\n");
        }
        tagOpen = false;
        textWritten = false;
        return this;
    }

    /** An element that holds a text alone. */
    public XmlWriter element(String name, Object text) {
        return start(name).text(text.toString()).end();
    }

    /** An empty element. */
    public XmlWriter element(String name) {
        return start(name).end();
    }

    /** An element as it is, its white space made new, as libvirt prints {@code <metadata>}. */
    public XmlWriter verbatim(Element element) {
        return start(element.name()).content(element).end();
    }

    /**
     * An element of somebody else's, as libxml2 prints it and libvirt with it: attributes in double quotes, and only those
     * characters escaped that must be.
     */
    public XmlWriter foreign(Element element) {
        foreign = true;
        verbatim(element);
        foreign = false;
        return this;
    }

    /** The attributes and the content of an element, into the one that is open. */
    public XmlWriter content(Element element) {
        element.attributes().forEach(this::attribute);
        boolean mixed = element.nodes().stream().anyMatch(node -> node instanceof Node.Chars(String text) && !text.isBlank());
        for (Node node : element.nodes()) {
            switch (node) {
                case Element child when mixed -> {
                    text("");
                    raw(child);
                }
                case Element child -> verbatim(child);
                case Node.Chars(String text) -> {
                    if (mixed) text(text);
                }
            }
        }
        return this;
    }

    /** An element within text, where no white space may be added. */
    private void raw(Element element) {
        out.append('<').append(element.name());
        element.attributes().forEach(this::writeAttribute);
        if (element.nodes().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (Node node : element.nodes()) {
            switch (node) {
                case Element child -> raw(child);
                case Node.Chars(String text) -> escape(text);
            }
        }
        out.append("</").append(element.name()).append('>');
    }

    /** Where a writer stands before an element that may turn out empty; see {@link #endOrDrop}. */
    record Mark(int length, boolean tagOpen, boolean textWritten) {}

    Mark mark() {
        return new Mark(out.length(), tagOpen, textWritten);
    }

    /** Ends the innermost open element, begun at {@code mark}; takes it back when nothing was written into it. */
    void endOrDrop(Mark mark) {
        String name = open.peek();
        if (tagOpen && out.length() >= name.length() && out.lastIndexOf("<" + name) == out.length() - name.length() - 1) {
            open.pop();
            out.setLength(mark.length);
            tagOpen = mark.tagOpen;
            textWritten = mark.textWritten;
        } else {
            end();
        }
    }

    /** Ends the start tag of the innermost open element, so that an end tag of its own will follow. */
    void endTag() {
        if (tagOpen) out.append(">\n");
        tagOpen = false;
        textWritten = false;
    }

    private void indent(int depth) {
        for (int i = 0; i < depth; i++) out.append("  ");
    }

    private void writeAttribute(String name, String value) {
        char quote = foreign ? '"' : '\'';
        out.append(' ').append(name).append('=').append(quote);
        escape(value, foreign ? "\"" : "'\"");
        out.append(quote);
    }

    private void escape(String text) {
        escape(text, foreign ? "" : "'\"");
    }

    /**
     * The characters of XML, and those of {@code quotes}; control characters that XML cannot hold are left out, as libvirt
     * does.
     */
    private void escape(String text, String quotes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append(quotes.indexOf(c) < 0 ? "'" : "&apos;");
                case '"' -> out.append(quotes.indexOf(c) < 0 ? "\"" : "&quot;");
                default -> {
                    if (c >= 0x20 || c == '\t' || c == '\n' || c == '\r') out.append(c);
                }
            }
        }
    }

    /** The document so far. */
    @Override
    public String toString() {
        return out.toString();
    }
}
