/**
 * XML in the making: {@link jvirt.cli.xml.Draft} is an element that commands edit by {@link jvirt.cli.xml.Path}, before it goes
 * to a daemon as text.
 *
 * <p>Not here: what the elements mean. {@code jvirt.api}'s records are the documents that a daemon understands; a tool that adds
 * one attribute to a stranger's document must not lose what it does not know, and so edits text.
 */
package jvirt.cli.xml;
