/**
 * Moments of machines, as trees and as files: what snapshots and checkpoints have in common.
 *
 * <p>A {@link jvirt.qemu.moment.MomentTree} is what is known of one machine's, {@link jvirt.qemu.moment.MomentFiles} keeps
 * them on disk in libvirt's form; a {@link jvirt.qemu.moment.MomentKind} has their words.
 */
package jvirt.qemu.moment;
