/**
 * From a definition to a QEMU that runs on this host.
 *
 * <p>{@link jvirt.qemu.launch.HostLauncher} goes through the steps; each of the others is one: {@link
 * jvirt.qemu.launch.Chains} finds images, {@link jvirt.qemu.launch.Belongings} locks them and gives them to QEMU, {@code
 * Screens} takes ports, {@code Terminals} joins logs and finds terminals. {@link jvirt.qemu.launch.LaunchSite} is what all launches share.
 */
package jvirt.qemu.launch;
