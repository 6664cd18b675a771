/**
 * The document of a host's device, {@code <device>}: {@link jvirt.api.nodedev.NodeDevice}, what it can do is its {@link
 * jvirt.api.nodedev.Capability capabilities}. Form of libvirt 9.0.0, src/conf/node_device_conf.c.
 */
package jvirt.api.nodedev;
