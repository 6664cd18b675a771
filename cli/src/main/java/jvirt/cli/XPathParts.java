package jvirt.cli;

import java.util.IdentityHashMap;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node.Chars;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * The parts of a document that an XPath expression chooses. The JDK's XPath needs a DOM, which forgets the order of
 * attributes: it only finds the parts, and they are printed from our own tree.
 */
final class XPathParts {
    private final Map<Node, Element> elements = new IdentityHashMap<>();

    private XPathParts() {}

    /** The parts as text, one after the other, or {@code wrapped} in one element. */
    static String of(String xml, String xpath, boolean wrapped) {
        return new XPathParts().find(Element.parse(xml), xpath, wrapped);
    }

    private String find(Element root, String xpath, boolean wrapped) {
        try {
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
            document.appendChild(node(root, document));
            var found = (NodeList) XPathFactory.newInstance().newXPath().evaluate(xpath, document, XPathConstants.NODESET);
            StringBuilder text = new StringBuilder(wrapped ? "<nodes" + (found.getLength() == 0 ? "/>" : ">\n") : "");
            for (int i = 0; i < found.getLength(); i++) {
                if (wrapped) text.append("  ");
                append(found.item(i), wrapped ? 1 : 0, text);
                text.append('\n');
            }
            if (wrapped) text.append(found.getLength() == 0 ? "\n" : "</nodes>\n");
            return text.toString();
        } catch (XPathExpressionException | ParserConfigurationException e) {
            throw new Failure("internal error: Invalid XPath expression '" + xpath + "'");
        }
    }

    private Node node(Element element, Document document) {
        org.w3c.dom.Element node = document.createElementNS(element.namespace().isEmpty() ? null : element.namespace(), element.name());
        elements.put(node, element);
        element.attributes().forEach((name, value) -> {
            if (!name.startsWith("xmlns")) node.setAttribute(name, value);
        });
        for (var child : element.nodes()) {
            switch (child) {
                case Element one -> node.appendChild(node(one, document));
                case Chars(String text) when !text.isBlank() || !hasElements(element) -> node.appendChild(document.createTextNode(text));
                case Chars _ -> { }
            }
        }
        return node;
    }

    private static boolean hasElements(Element element) {
        return !element.children().isEmpty();
    }

    private void append(Node node, int depth, StringBuilder text) {
        switch (node) {
            case Attr attribute -> text.append(' ').append(attribute.getName()).append("=\"").append(Xml.quoted(attribute.getValue())).append('"');
            case org.w3c.dom.Element element -> append(elements.get(element), depth, text);
            default -> text.append(node.getNodeValue());
        }
    }

    /** An element with two spaces a level; one with text in it stands on a line. */
    private static void append(Element element, int depth, StringBuilder text) {
        text.append(Xml.start(element));
        if (element.nodes().isEmpty()) {
            text.append("/>");
            return;
        }
        text.append('>');
        boolean inline = element.children().isEmpty() || element.nodes().stream().anyMatch(node -> node instanceof Chars(String chars) && !chars.isBlank());
        for (var node : element.nodes()) {
            if (node instanceof Element child) {
                if (!inline) text.append('\n').append("  ".repeat(depth + 1));
                append(child, depth + 1, text);
            } else if (inline && node instanceof Chars(String chars)) {
                text.append(chars.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
            }
        }
        if (!inline) text.append('\n').append("  ".repeat(depth));
        text.append("</").append(element.name()).append('>');
    }
}
