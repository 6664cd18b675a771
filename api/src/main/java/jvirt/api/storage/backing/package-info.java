/**
 * The strings by which images call what they stand on, as {@code <source>} elements: {@link
 * jvirt.api.storage.backing.BackingSource} is the entry, the other classes read one of QEMU's ways to write them each.
 */
package jvirt.api.storage.backing;
