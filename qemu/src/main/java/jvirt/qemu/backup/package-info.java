/**
 * What has changed on disks since when, and copies of it: checkpoints and backups of running machines.
 *
 * <p>Read in this order: {@link jvirt.qemu.backup.Checkpoints} is the door to checkpoints; {@link
 * jvirt.qemu.backup.NotedDisks} decides which disks take part. {@link jvirt.qemu.backup.Backups} is the door to backups:
 * {@link jvirt.qemu.backup.BackupDisks} decides about disks, {@code Beginning} opens images, servers and jobs, and the
 * jobs' ends come back to the door.
 *
 * <p>Sources: libvirt 9.0.0, {@code src/qemu/qemu_checkpoint.c}, {@code src/qemu/qemu_backup.c}, {@code src/conf/backup_conf.c};
 * QEMU's {@code docs/interop/bitmaps.rst}.
 */
package jvirt.qemu.backup;
