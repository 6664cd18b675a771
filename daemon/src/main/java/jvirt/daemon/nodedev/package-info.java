/**
 * The procedures on the host's devices: {@link jvirt.daemon.nodedev.NodeDeviceCalls} looks at them, {@link
 * jvirt.daemon.nodedev.DeviceHandling} lends those of PCI, {@link jvirt.daemon.nodedev.MediatedDeviceCalls} makes and keeps mediated
 * ones, {@link jvirt.daemon.nodedev.DeviceWatch} tells what becomes of them. They are found in {@code jvirt.host.device}.
 */
package jvirt.daemon.nodedev;
