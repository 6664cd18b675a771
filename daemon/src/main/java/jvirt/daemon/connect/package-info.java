/**
 * Procedures on the connection itself and on the host, and the table of who wants to hear of which events.
 *
 * <p>{@link jvirt.daemon.connect.ConnectCalls} opens and describes the connection, {@link jvirt.daemon.connect.NodeCalls}
 * describes the host, {@link jvirt.daemon.connect.Subscriptions} takes events from the drivers to the clients that
 * registered for them.
 */
package jvirt.daemon.connect;
