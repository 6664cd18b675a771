/**
 * Machines in files: {@link jvirt.qemu.save.Saves} saves and restores them, {@link jvirt.qemu.save.SaveFile} is the file's
 * head in libvirt's own form, {@link jvirt.qemu.save.Compatibility} keeps the guest's hardware the same, {@link
 * jvirt.qemu.save.Dumps} writes memory for debuggers.
 */
package jvirt.qemu.save;
