/**
 * What a QEMU binary can do.
 *
 * <p>Read in this order: {@link jvirt.qemu.caps.QemuCapabilities} is the answer, made of {@link jvirt.qemu.caps.QemuFlag}s
 * and an {@link jvirt.qemu.caps.Offer} for each {@link jvirt.qemu.caps.Accelerator}; {@link
 * jvirt.qemu.caps.CapabilitiesFile} keeps it in libvirt's own format, while its {@link jvirt.qemu.caps.Identity} holds.
 */
package jvirt.qemu.caps;
