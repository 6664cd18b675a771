/**
 * The devices of a machine as records, one kind a file: what stands in {@code <devices>}.
 *
 * <p>Read {@link jvirt.api.domain.device.Device} and {@link jvirt.api.domain.device.DeviceInfo} first, then {@link
 * jvirt.api.domain.device.Disk} with {@link jvirt.api.domain.device.DiskSource}, {@link
 * jvirt.api.domain.device.Interface} with {@link jvirt.api.domain.device.InterfaceSource}, and {@link
 * jvirt.api.domain.device.Chardev}, which all character devices share. Names and order are those of libvirt 9.0's
 * {@code domaincommon.rng} and of its formatter.
 *
 * <p>Not here: what QEMU makes of a device, its defaults and checks ({@code jvirt.qemu.device}).
 */
package jvirt.api.domain.device;
