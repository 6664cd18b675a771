/**
 * Which operating systems there are, and what suits them: the osinfo database that the distribution installs (osinfo-db),
 * read file by file as it is needed. {@link jvirt.cli.osinfo.OsDatabase} finds an {@link jvirt.cli.osinfo.Os} by its name, or by
 * the {@link jvirt.cli.osinfo.MediaFacts} of an installation medium.
 *
 * <p>Not here: what a guest makes of it ({@code jvirt.cli.install}).
 */
package jvirt.cli.osinfo;
