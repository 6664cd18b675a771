/**
 * The protocol's procedures on storage pools and volumes.
 *
 * <p>{@link jvirt.daemon.storage.PoolCalls} answers those on pools and tells clients what happens to them, {@link
 * jvirt.daemon.storage.VolumeCalls} those on volumes, {@link jvirt.daemon.storage.VolumeTransfer} moves a volume's bytes
 * through a stream. What they do is in {@code jvirt.storage}.
 */
package jvirt.daemon.storage;
