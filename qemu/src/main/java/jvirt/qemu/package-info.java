/**
 * Machines: what they are now, what is done with them, and the rooms in which that is done.
 *
 * <p>Read in this order: {@link jvirt.qemu.VmState} is what a machine is, and what it becomes when something happens in QEMU
 * ({@link jvirt.qemu.QemuEvent}); {@link jvirt.qemu.Vm} is one machine, with its turns ({@link jvirt.qemu.Jobs}) and the
 * thread that follows its QEMU; {@link jvirt.qemu.Machines} has them all. {@link jvirt.qemu.Power} switches them, {@link
 * jvirt.qemu.Keeping} is what is kept of them, {@code Resumption} takes up what a daemon before us left; clients hear {@link
 * jvirt.qemu.VmEvent}s, by way of {@link jvirt.qemu.Announcements}, and scripts what {@link jvirt.qemu.MachineHooks} says.
 *
 * <p>The rooms, from a document to a guest that runs: {@code definition} completes what somebody wrote, with {@code address}
 * and {@code device}, against a QEMU that {@code caps} has asked; {@code commandline} says it to QEMU; {@code launch} brings
 * QEMU up, as the {@code process} that it is; {@code qmp} talks to it. While it runs: {@code console}, {@code control},
 * {@code hotplug}, {@code tuning}, {@code stats}, {@code agent}. {@code save} and {@code snapshot} keep what it was;
 * {@code migration} moves it to another host.
 *
 * <p>Not here: networks, pools, secrets. What machines want of them are the small interfaces in {@link jvirt.qemu.plug}.
 */
package jvirt.qemu;
