package jvirt.api.xml;

import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import jvirt.api.ErrorDomain;

/**
 * An XML element with all that stands in it, in order. Comments and processing instructions are dropped, as libvirt's
 * formatter drops them; everything else is kept, so that {@code <metadata>} comes back as it was.
 *
 * @param name as written, with its prefix
 * @param namespace the URI that the prefix stands for, or empty
 * @param attributes in order, names as written; namespace declarations are among them
 * @param nodes elements and texts
 * @param line where it began in its document, from 1
 */
public record Element(String name, String namespace, SequencedMap<String, String> attributes, List<Node> nodes, int line)
        implements Node {

    /** A document type declaration could name files and hosts of the daemon's: there are none in libvirt's documents. */
    private static final XMLInputFactory FACTORY = factory();

    /** {@code http://libvirt.org/schemas/domain/qemu/1.0} and its like; the prefix is the word before the version. */
    private static final String LIBVIRT_SCHEMAS = "http://libvirt.org/schemas/";

    public Element {
        attributes = Collections.unmodifiableSequencedMap(attributes);
        nodes = Nodes.of(nodes);
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** The root element of a document, or libvirt's error for a text that is none. */
    public static Element parse(String document) {
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(document));
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // what stands before the root: comments, white space
            }
            Element root = read(reader);
            while (reader.hasNext()) reader.next();
            return Watch.current().map(watch -> watch.over(root)).orElse(root);
        } catch (XMLStreamException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNumber());
            throw ErrorDomain.XML.error(XML_DETAIL, e, "at line %d: %s", line, reason(e));
        }
    }

    /** The root element of a document that must be called {@code name}. */
    public static Element parse(String document, String name) {
        Element root = parse(document);
        if (!root.name.equals(name)) {
            throw ErrorDomain.XML.error(XML_ERROR, "expecting root element of '%s', not '%s'", name, root.name);
        }
        return root;
    }

    /** The JDK puts the position before the reason, in two lines of its own. */
    private static String reason(XMLStreamException e) {
        String message = String.valueOf(e.getMessage());
        int reason = message.indexOf("Message: ");
        return reason < 0 ? message : message.substring(reason + "Message: ".length());
    }

    private static Element read(XMLStreamReader reader) throws XMLStreamException {
        String name = qualified(prefix(reader.getPrefix(), reader.getNamespaceURI()), reader.getLocalName());
        String namespace = reader.getNamespaceURI() == null ? "" : reader.getNamespaceURI();
        int line = reader.getLocation().getLineNumber();
        SequencedMap<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String uri = reader.getNamespaceURI(i);
            String prefix = prefix(reader.getNamespacePrefix(i), uri);
            attributes.put(prefix == null ? "xmlns" : "xmlns:" + prefix, uri == null ? "" : uri);
        }
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            attributes.put(qualified(reader.getAttributePrefix(i), reader.getAttributeLocalName(i)),
                    reader.getAttributeValue(i));
        }
        List<Node> nodes = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> nodes.add(read(reader));
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                        nodes.add(new Chars(reader.getText()));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new Element(name, namespace, attributes, nodes, line);
                }
                default -> { }
            }
        }
    }

    /** Documents may choose their prefix for a namespace of libvirt's; we know each by the one in its schema. */
    private static String prefix(String prefix, String uri) {
        if (uri == null || !uri.startsWith(LIBVIRT_SCHEMAS)) return prefix;
        String[] path = uri.substring(LIBVIRT_SCHEMAS.length()).split("/");
        return path.length < 2 ? prefix : path[path.length - 2];
    }

    private static String qualified(String prefix, String local) {
        return prefix == null || prefix.isEmpty() ? local : prefix + ":" + local;
    }

    /** The name without its prefix. */
    public String localName() {
        return name.substring(name.indexOf(':') + 1);
    }

    public Optional<String> attribute(String attribute) {
        return Optional.ofNullable(attributes.get(attribute));
    }

    /** The attribute, or libvirt's error that it is missing. */
    public String required(String attribute) {
        return attribute(attribute).orElseThrow(() -> ErrorDomain.XML.error(XML_ERROR,
                "Missing required attribute '%s' in element '%s'", attribute, name));
    }

    /** The element's own text, without that of its children. */
    public String text() {
        if (nodes.size() == 1 && nodes.getFirst() instanceof Chars(String only)) return only;
        StringBuilder text = new StringBuilder();
        for (Node node : nodes) {
            if (node instanceof Chars(String part)) text.append(part);
        }
        return text.toString();
    }

    /** The first child of this name that is in no namespace of its own. */
    public Optional<Element> child(String child) {
        return Optional.ofNullable(((Nodes) nodes).first(child));
    }

    /** The first child of this name in this namespace, whatever its prefix. */
    public Optional<Element> child(String uri, String local) {
        return children().stream()
                .filter(element -> element.namespace.equals(uri) && element.localName().equals(local))
                .findFirst();
    }

    /** All children of this name. */
    public List<Element> children(String child) {
        return Collections.unmodifiableList(((Nodes) nodes).named(child));
    }

    /** All child elements. */
    public List<Element> children() {
        return List.of(((Nodes) nodes).elements());
    }

    /** The same, with every element of a namespace named with one prefix, whichever its writer chose. */
    public Element withPrefix(String uri, String prefix) {
        List<Node> renamed = nodes.stream()
                .map(node -> node instanceof Element child ? child.withPrefix(uri, prefix) : node)
                .toList();
        return new Element(namespace.equals(uri) ? prefix + ":" + localName() : name, namespace, attributes, renamed, line);
    }

    /** The same element with another value of an attribute. */
    public Element with(String attribute, String value) {
        SequencedMap<String, String> changed = new LinkedHashMap<>(attributes);
        changed.put(attribute, value);
        return new Element(name, namespace, changed, nodes, line);
    }

    /** An element made by hand, for code that builds documents. */
    public static Element of(String name, Map<String, String> attributes, List<Node> nodes) {
        return new Element(name, "", new LinkedHashMap<>(attributes), nodes, 0);
    }
}
