/**
 * What a QEMU binary can do.
 *
 * <p>Read in this order: {@link jvirt.qemu.caps.QemuCapabilities} is the answer, made of {@link jvirt.qemu.caps.QemuFlag}s
 * and an {@link jvirt.qemu.caps.Offer} for each {@link jvirt.qemu.caps.Accelerator}; {@link
 * jvirt.qemu.caps.CapabilitiesFile} keeps it in libvirt's own format, while its {@link jvirt.qemu.caps.Identity} holds. {@link
 * jvirt.qemu.caps.Probe} asks a QEMU; by which answers it knows each flag is in the tables of {@code Signs}. {@link
 * jvirt.qemu.caps.Capabilities} has those of every binary of the host: from memory, from the file, or by starting it.
 */
package jvirt.qemu.caps;
