/** The procedures on the host's devices: {@link jvirt.daemon.nodedev.NodeDeviceCalls}. They are found in {@code jvirt.host.device}. */
package jvirt.daemon.nodedev;
