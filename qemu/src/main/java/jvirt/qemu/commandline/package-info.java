/**
 * From a live machine to the words with which QEMU is called: {@link jvirt.qemu.commandline.Launch} makes a definition
 * live (names, numbered images, addresses of servers), {@link jvirt.qemu.commandline.CommandLine} says it to QEMU, option by
 * option in libvirt 9.0's order.
 *
 * <p>Pure functions: what the host gives (folders, open files, secrets, the time) comes in as {@link
 * jvirt.qemu.device.Resources}. What QEMU is told of one kind of device is in {@code jvirt.qemu.device}, whose parts serve
 * hotplug too.
 */
package jvirt.qemu.commandline;
