/**
 * What a definition must not be: libvirt's refusals, with its codes and words. {@link jvirt.qemu.check.Checks} asks them in
 * libvirt's order: what QEMU's driver refuses of the machine as a whole, of each device, then what no driver takes.
 *
 * <p>A definition is complete when it comes here ({@code jvirt.qemu.definition}); nothing is changed any more.
 */
package jvirt.qemu.check;
