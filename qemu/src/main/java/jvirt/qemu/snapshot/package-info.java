/**
 * Snapshots of machines: of stopped and of running ones, with their memory.
 *
 * <p>Read in this order: {@link jvirt.qemu.snapshot.Snapshots} is the door; a {@link jvirt.qemu.moment.MomentTree} is
 * what is known of one machine's, {@link jvirt.qemu.moment.MomentFiles} keeps it on disk in libvirt's form; {@link
 * jvirt.qemu.snapshot.DiskChoice} decides which disks take part and how; {@link jvirt.qemu.snapshot.Taking}, {@link
 * jvirt.qemu.snapshot.Reverting} and {@link jvirt.qemu.snapshot.Deleting} do what they say, with QEMU ({@link
 * jvirt.qemu.snapshot.StateJobs}) or, while it does not run, with qemu-img ({@link jvirt.qemu.snapshot.OfflineImages}).
 *
 * <p>Sources: libvirt 9.0.0, {@code src/conf/snapshot_conf.c} and {@code src/qemu/qemu_snapshot.c}, for what is answered and
 * refused and how it is worded; QEMU's {@code qapi/migration.json} for its jobs.
 */
package jvirt.qemu.snapshot;
