/**
 * Where the devices of a guest sit: PCI slots and the bridges that they need, USB ports, virtio-serial ports, memory slots.
 *
 * <p>{@link jvirt.qemu.address.PciBuses} is the guest's PCI topology, {@link jvirt.qemu.address.PciPlacement} gives every
 * device its slot in it; {@link jvirt.qemu.address.PciNeed} says what a device can be plugged into. {@link
 * jvirt.qemu.address.UsbPlacement}, {@link jvirt.qemu.address.SerialPlacement} and {@link
 * jvirt.qemu.address.MemorySlots} are the same for the other buses.
 */
package jvirt.qemu.address;
