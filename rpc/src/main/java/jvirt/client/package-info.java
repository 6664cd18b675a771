/**
 * Machines, networks, pools and volumes of a host as plain objects, whoever manages them: jvirtd or a stock libvirtd, over a
 * socket or far away.
 *
 * <p>Start at {@link jvirt.client.Connection}: {@code Connection.open("qemu:///system").domains().named("web1").start(0)}.
 * An object is a name for a thing on the host and remembers nothing of its state; each method is a call, or a few.
 * {@code flags} are libvirt's. What has no method goes through {@link jvirt.client.Connection#call}.
 * <p>Not here: how calls travel ({@code jvirt.rpc.client}).
 */
package jvirt.client;
