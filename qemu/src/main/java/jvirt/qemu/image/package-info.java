/**
 * The images of running machines: opened, made, joined, copied, while guests use them.
 *
 * <p>Read in this order: {@link jvirt.qemu.image.ImageJob} is one long piece of work on a disk's images, and {@link
 * jvirt.qemu.image.ImageWork} all that goes on in a machine, kept on disk since it outlives the daemon; {@link
 * jvirt.qemu.image.ImageJobs} is the door: it begins jobs, steers them, follows them to their end. {@link
 * jvirt.qemu.image.Shortening} pulls and commits, {@link jvirt.qemu.image.Copying} copies a disk elsewhere; {@link
 * jvirt.qemu.image.Chains} is what becomes of a definition, {@link jvirt.qemu.image.LiveImages} what QEMU opens and closes,
 * {@link jvirt.qemu.image.Bitmaps} what becomes of the notes on what has changed.
 *
 * <p>Sources: libvirt 9.0.0, {@code src/qemu/qemu_blockjob.c} and {@code src/qemu/qemu_block.c}, for names, order and
 * wording; QEMU's {@code qapi/block-core.json} for its jobs.
 */
package jvirt.qemu.image;
