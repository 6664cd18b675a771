/**
 * The host's devices as libvirt describes them.
 *
 * <p>{@link jvirt.host.device.NodeDevices} looks for them and names them; {@link jvirt.host.device.Sysfs} is one device's folder
 * below {@code /sys} with what udev knows of it; {@code PciDevice}, {@code UsbDevice}, {@code NetDevice}, {@code ScsiDevice},
 * {@code BlockDevice}, {@code OtherDevice} and {@code Computer} make the description of their kinds; {@link
 * jvirt.host.device.Ids} has the names that go with PCI and USB numbers.
 *
 * <p>All of it can be pointed at another {@code /sys}: hardware that this machine lacks is tested with a folder of files.
 */
package jvirt.host.device;
