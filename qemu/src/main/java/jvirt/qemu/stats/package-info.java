/**
 * What machines do and use, in figures.
 *
 * <p>{@link jvirt.qemu.stats.Statistics} gives the groups of {@code domstats}; {@link jvirt.qemu.stats.Samples} has what had
 * to be asked of QEMU, with an age: who asks again at once gets the same figures, and nobody waits for a turn. The rest is
 * read from {@code /proc} at once.
 */
package jvirt.qemu.stats;
