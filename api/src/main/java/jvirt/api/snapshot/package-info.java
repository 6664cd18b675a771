/**
 * Snapshots of machines as documents: {@code domainsnapshot.rng} of libvirt 9.0.0.
 *
 * <p>{@link jvirt.api.snapshot.Snapshot} is {@code <domainsnapshot>}, with the machine as it was; {@link
 * jvirt.api.snapshot.SnapshotDisk} is what is kept of one disk, {@link jvirt.api.snapshot.SnapshotMemory} of its memory. A
 * document that asks for a snapshot says less than one that is kept, and is read by a method of its own.
 */
package jvirt.api.snapshot;
