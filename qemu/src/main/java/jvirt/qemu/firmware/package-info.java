/**
 * Firmware images that this host has, as their packages describe them: {@link jvirt.qemu.firmware.Firmwares} is the list in
 * its order of preference, {@link jvirt.qemu.firmware.Firmware} one of it. The form is that of QEMU's {@code
 * docs/interop/firmware.json}.
 */
package jvirt.qemu.firmware;
