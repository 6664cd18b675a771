/**
 * Machines that move to other hosts while they run, and those that come.
 *
 * <p>Read in this order: {@link jvirt.qemu.migration.Migrations} names the steps and knows what is under way; {@link
 * jvirt.qemu.migration.Phase} is how far one is, on disk before it is relied on, with what a daemon makes of it that is started
 * anew; {@link jvirt.qemu.migration.Outgoing} is a guest that leaves, {@link jvirt.qemu.migration.Incoming} one that comes, {@link
 * jvirt.qemu.migration.PeerToPeer} both ends seen from the first. {@link jvirt.qemu.migration.Sending} has QEMU send, on {@link
 * jvirt.qemu.migration.Terms}, after {@link jvirt.qemu.migration.Obstacles} found nothing against it, with {@link
 * jvirt.qemu.migration.StorageCopy} beside it for disks that the hosts do not share. What the hosts tell each other is {@link
 * jvirt.qemu.migration.Cookie}.
 *
 * <p>Not here: who speaks with the other daemon ({@link jvirt.qemu.migration.Destination} is what is wanted of it), who makes images
 * ({@link jvirt.qemu.migration.ImageMaker}). The steps, the order of events and the texts are those of libvirt 9.0.0, {@code
 * src/qemu/qemu_migration.c}.
 */
package jvirt.qemu.migration;
