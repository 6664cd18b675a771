/** Virtual networks: bridge, NAT, route, open, isolated, Open vSwitch; dnsmasq, nftables. */
package jvirt.network;
