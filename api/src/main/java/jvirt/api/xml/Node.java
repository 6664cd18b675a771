package jvirt.api.xml;

/** What stands inside an element. */
public sealed interface Node permits Element, Node.Chars {
    /** Text between elements, white space included. */
    record Chars(String text) implements Node {}
}
