/**
 * The host's network: interfaces, addresses, routes and taps, by netlink and {@code /dev/net/tun}, in the process's own
 * network namespace.
 *
 * <p>{@link jvirt.host.net.Links} makes and changes interfaces, a {@link jvirt.host.net.Link} is one; {@link
 * jvirt.host.net.Addresses} and {@link jvirt.host.net.Routes} say what is reached through them, {@link jvirt.host.net.Neighbours}
 * who was heard there; {@link jvirt.host.net.Tap} is a
 * guest's end; {@link jvirt.host.net.Sysctl} reads and writes settings. {@code Netlink} holds the conversations, {@code
 * Message} is what is said in them.
 *
 * <p>Not here: what a network is ({@code jvirt.network}), firewall rules (the program {@code nft}), Open vSwitch ({@code
 * ovs-vsctl}).
 */
package jvirt.host.net;
