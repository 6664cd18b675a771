/**
 * Network filters at work: what a guest's card may send and get.
 *
 * <p>Read in this order: {@link jvirt.network.filter.NetworkFilters} are all of a root, with the interfaces that they are on;
 * {@code FilterTree} makes one list of rules of a filter and those that it refers to; {@link jvirt.network.filter.FilterSteps} says
 * them in the words of ebtables and iptables ({@code EthernetRule}, {@code PacketRules}), one command after the other, as libvirt
 * does; {@code jvirt.network.iptables} makes of these commands one transaction. {@code AddressWatch} finds out which addresses a
 * guest has, {@code KnownAddresses} keeps them.
 * <p>Not here: documents ({@code jvirt.api.nwfilter}); the rules of virtual networks, which are nftables ({@code jvirt.network}).
 */
package jvirt.network.filter;
