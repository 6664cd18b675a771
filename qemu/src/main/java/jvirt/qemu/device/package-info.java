/**
 * What QEMU makes of each kind of device, one file a kind: its defaults and checks for {@code jvirt.qemu.definition}, its
 * properties for the command line and for hotplug. Static, pure functions over {@code jvirt.api.domain.device}'s records;
 * what surrounds the machine comes in as a {@link jvirt.qemu.definition.Setting}.
 */
package jvirt.qemu.device;
