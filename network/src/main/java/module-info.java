/** Virtual networks: bridge, NAT, route, open, isolated, Open vSwitch; dnsmasq, nftables. */
module jvirt.network {
    requires transitive jvirt.host;

}
