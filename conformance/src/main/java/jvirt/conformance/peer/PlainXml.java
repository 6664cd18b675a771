package jvirt.conformance.peer;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML reduced to what counts when documents are compared: no declaration, comments or white space between elements,
 * attributes sorted. It does not use jvirt's own reader, which is what is being judged.
 */
final class PlainXml {
    private static final XMLInputFactory FACTORY = factory();

    private PlainXml() {}

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }

    /** A line a tag or text, of one document or of several one after the other. */
    static List<String> lines(String text) {
        String rooted = "<documents>" + text.replaceAll("<\\?xml[^>]*\\?>", "") + "</documents>";
        List<String> lines = new ArrayList<>();
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(rooted));
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.START_ELEMENT -> lines.add(start(reader));
                    case XMLStreamConstants.END_ELEMENT -> lines.add("</" + reader.getLocalName() + ">");
                    case XMLStreamConstants.CHARACTERS -> {
                        if (!reader.getText().isBlank()) lines.add(reader.getText());
                    }
                    default -> { }
                }
            }
        } catch (XMLStreamException e) {
            throw new IllegalArgumentException("not XML: " + e.getMessage(), e);
        }
        return lines;
    }

    private static String start(XMLStreamReader reader) {
        TreeMap<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        StringBuilder tag = new StringBuilder("<").append(reader.getLocalName());
        attributes.forEach((name, value) -> tag.append(' ').append(name).append("='").append(value).append('\''));
        return tag.append('>').toString();
    }
}
