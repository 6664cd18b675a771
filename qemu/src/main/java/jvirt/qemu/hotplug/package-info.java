/**
 * Devices that come and go. {@link jvirt.qemu.hotplug.Hotplug} is the entry: it changes the running machine, the definition, or
 * both. {@link jvirt.qemu.hotplug.Plugging} plugs one device into a QEMU, {@link jvirt.qemu.hotplug.Unplugging} takes one out,
 * {@link jvirt.qemu.hotplug.Updating} changes one in its place; each speaks to a {@link jvirt.qemu.qmp.Conversation}, so that
 * recorded replies can stand in for a guest. What they need of the host, {@link jvirt.qemu.hotplug.PlugSite} does.
 */
package jvirt.qemu.hotplug;
