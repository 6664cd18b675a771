/**
 * Storage pools and volumes on this host.
 *
 * <p>Read in this order: {@link jvirt.storage.StoragePools} is all pools, kept on disk as libvirt keeps them; {@link
 * jvirt.storage.StoragePool} is one, with its state and its volumes; a {@link jvirt.storage.Backend} does on the host what
 * its kind of pool needs; {@link jvirt.storage.ImageCommand} words the qemu-img commands, {@link
 * jvirt.storage.VolumeStream} moves a volume's bytes to a client and back.
 *
 * <p>Kinds whose volumes are block devices: {@code DiskBackend} reads a {@code PartitionTable}; {@code ScsiUnits} are the disks of
 * an adapter, for {@code ScsiBackend} and, once {@code Iscsi} has logged in, for {@code IscsiBackend}; {@code StablePath} finds the
 * names that last. Programs do the rest: parted, iscsiadm, zfs, LVM's.
 *
 * <p>Not here: the documents ({@code jvirt.api.storage}), the protocol's handlers ({@code jvirt.daemon.storage}). Sources:
 * libvirt 9.0.0, {@code src/storage} and {@code src/conf/virstorageobj.c}, for what is answered and refused and how it is
 * worded.
 */
package jvirt.storage;
