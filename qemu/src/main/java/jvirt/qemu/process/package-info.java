/**
 * QEMU as a process of the host: what it is started with, whom it runs as, what files it gets, where it is found again.
 *
 * <p>Read in this order: {@link jvirt.qemu.process.Layout} is where files are; {@link jvirt.qemu.process.Confinement} and
 * {@link jvirt.qemu.process.Owners} are what QEMU may do; {@link jvirt.qemu.process.Qemu} is one that runs.
 */
package jvirt.qemu.process;
