/**
 * The binding between libvirt's XML and records: a record's header is the schema, see {@code docs/xml.md}.
 *
 * <p>A scalar component ({@code int}, {@code long}, {@code String}, {@code UUID}, {@code Path}, an enum) is an attribute
 * of the component's name; with {@link jvirt.api.xml.InElement} the text of a child element; with {@link
 * jvirt.api.xml.Text} the element's own text. A record is a child element; a {@code List} of records repeated child
 * elements of the component's name (so list components are named in the singular, as the element is). {@code Optional}
 * may be absent; {@link jvirt.api.xml.Default} says what absence means. A {@code boolean} is an empty child element
 * that is there or not. An enum's constants are written in lower case with {@code -} for {@code _}. A sealed interface is
 * a choice ({@link jvirt.api.xml.TypedBy}, {@link jvirt.api.xml.ByAttr}, {@link jvirt.api.xml.ByElement}, {@link
 * jvirt.api.xml.Is}); the word that decides is printed first. A type with {@code static X
 * parse(Element)} and {@code void format(XmlWriter)} of its own is read and written by these.
 */
package jvirt.api.xml;
