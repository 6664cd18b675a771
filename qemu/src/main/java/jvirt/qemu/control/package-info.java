/**
 * What is done with a machine while it runs, besides its life: {@link jvirt.qemu.control.MemoryControl} and {@link
 * jvirt.qemu.control.ProcessorControl} change what it has of the host, {@link jvirt.qemu.control.Screen} and {@link
 * jvirt.qemu.control.Keys} stand in for who sits before it, {@link jvirt.qemu.control.RawMonitor} lets a client talk to QEMU
 * itself. {@link jvirt.qemu.control.ImageContent} looks into its images.
 */
package jvirt.qemu.control;
