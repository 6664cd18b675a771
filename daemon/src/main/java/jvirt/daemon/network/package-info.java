/**
 * Procedures on virtual networks and their ports.
 *
 * <p>{@link jvirt.daemon.network.InterfaceCalls} answers those on the host's interfaces, {@link
 * jvirt.daemon.network.NetworkCalls} those on networks and publishes what happens to them, {@link
 * jvirt.daemon.network.NetworkPortCalls} those on ports, {@link jvirt.daemon.network.GuestAddressCalls} say which addresses
 * guests have. {@link jvirt.daemon.network.NicPlugs} joins machines' cards to networks; {@code Translation} goes between the
 * words of a machine's document and those of a port.
 */
package jvirt.daemon.network;
