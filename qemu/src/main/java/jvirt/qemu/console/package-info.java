/**
 * What guests say on their serial ports, and who listens: {@link jvirt.qemu.console.Consoles} joins viewers to ports and
 * channels, {@link jvirt.qemu.console.SerialLogs} keeps what was said.
 */
package jvirt.qemu.console;
