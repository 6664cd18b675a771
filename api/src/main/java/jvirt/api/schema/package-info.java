/**
 * Documents held against RELAX NG schemas, as libvirt publishes its own.
 *
 * <p>{@link jvirt.api.schema.Schema} is what others use. {@link jvirt.api.schema.Grammar} reads {@code .rng} files into {@link
 * jvirt.api.schema.Pattern patterns}; {@link jvirt.api.schema.Derivation} takes a document through a pattern by derivatives: what a
 * pattern leaves to come after an element has been seen is a pattern again, and where none is left, the document is wrong just
 * there. {@link jvirt.api.schema.Datatype} is XML Schema's part that libvirt's files use.
 *
 * <p>Not here: where schemas are found ({@code jvirt.daemon.Validation}), and what a driver thinks of a document that is well
 * formed. Sources: the RELAX NG specification of 3 December 2001; J. Clark, "An algorithm for RELAX NG validation".
 */
package jvirt.api.schema;
