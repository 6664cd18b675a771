/**
 * Procedures on virtual networks and their ports.
 *
 * <p>{@link jvirt.daemon.network.NetworkCalls} answers those on networks and publishes what happens to them, {@link
 * jvirt.daemon.network.NetworkPortCalls} those on ports.
 */
package jvirt.daemon.network;
