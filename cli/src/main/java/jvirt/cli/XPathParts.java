package jvirt.cli;

import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** The parts of a document that an XPath expression chooses. The JDK's XPath needs a DOM, which nothing else here does. */
final class XPathParts {
    private XPathParts() {}

    /** The parts as text, one after the other, or {@code wrapped} in one element. */
    static String of(String xml, String xpath, boolean wrapped) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
            dropBlanks(document.getDocumentElement());
            var chosen = (NodeList) XPathFactory.newInstance().newXPath().evaluate(xpath, document, XPathConstants.NODESET);
            return wrapped ? text(wrap(document, chosen), document) + "\n" : lines(chosen, document);
        } catch (XPathExpressionException e) {
            throw new Failure("internal error: Invalid XPath expression '" + xpath + "'", e);
        } catch (Exception e) {
            throw new Failure("(definition): " + e.getMessage());
        }
    }

    private static String lines(NodeList nodes, Document document) throws Exception {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < nodes.getLength(); i++) lines.append(text(nodes.item(i), document)).append('\n');
        return lines.toString();
    }

    private static Element wrap(Document document, NodeList nodes) {
        Element all = document.createElement("nodes");
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            all.appendChild(node instanceof org.w3c.dom.Attr attr ? document.createTextNode(attr.getValue()) : node.cloneNode(true));
        }
        return all;
    }

    private static void dropBlanks(Node parent) {
        for (Node child = parent.getFirstChild(); child != null; ) {
            Node next = child.getNextSibling();
            if (child.getNodeType() == Node.TEXT_NODE && child.getNodeValue().isBlank() && hasElements(parent)) parent.removeChild(child);
            else dropBlanks(child);
            child = next;
        }
    }

    private static boolean hasElements(Node parent) {
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() == Node.ELEMENT_NODE) return true;
        }
        return false;
    }

    private static String text(Node node, Document document) throws Exception {
        if (node instanceof org.w3c.dom.Attr attr) return " " + attr.getName() + "=\"" + attr.getValue() + "\"";
        if (node.getNodeType() == Node.TEXT_NODE) return node.getNodeValue();
        Transformer transformer = TransformerFactory.newInstance().newTransformer();
        transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        transformer.setOutputProperty(OutputKeys.INDENT, "yes");
        transformer.setOutputProperty("{http://xml.apache.org/xslt}indent-amount", "2");
        StringWriter text = new StringWriter();
        transformer.transform(new DOMSource(node), new StreamResult(text));
        return text.toString().stripTrailing();
    }
}
