/**
 * jvirtd: joins the drivers and serves them.
 *
 * <p>{@link jvirt.daemon.Main} reads the command line into {@link jvirt.daemon.Options}; {@link jvirt.daemon.Daemon} takes
 * the root's lock, opens the drivers, registers their handlers and listens ({@link jvirt.daemon.Doors}); {@link jvirt.daemon.admin}
 * administers the running daemon, {@link jvirt.daemon.log} is its log. The handlers are in a package a noun: {@code
 * connect} (the connection, the host, event registrations), {@code domain}, {@code migration}, {@code network}, {@code storage}. A handler
 * translates between the wire's records and a driver's own; it decides nothing.
 */
package jvirt.daemon;
