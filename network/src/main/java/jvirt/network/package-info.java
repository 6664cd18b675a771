/**
 * Virtual networks: bridge, NAT, route, open, isolated, Open vSwitch, macvtap; dnsmasq, nftables, limits on traffic.
 *
 * <p>Read in this order: {@link jvirt.network.Networks} are all of a root, {@link jvirt.network.VirtualNetwork} is one of them;
 * {@code BridgeSetup} brings one up that has a bridge of its own, with {@code Firewall} (nftables, or iptables where that is said) and {@code Dnsmasq}; {@code
 * PortAllocation} says what a machine's interface gets of a network; {@code NetworkStore} keeps definitions and status on disk,
 * so that a daemon that was killed finds all of it again.
 *
 * <p>What others do to the host is noticed: a dnsmasq that died is started again, rules that a firewall's reload took away are
 * put back ({@code FirewallWatch}).
 * <p>Filters on guests' cards are a room of their own, {@code jvirt.network.filter}. The host's own interfaces are in {@code jvirt.network.iface}.
 * <p>Not here: documents ({@code jvirt.api.network}), the kernel's interfaces ({@code jvirt.host.net}).
 */
package jvirt.network;
