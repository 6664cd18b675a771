/** Virtual networks: bridge, NAT, route, open, isolated, Open vSwitch; dnsmasq, nftables; network filters. */
module jvirt.network {
    requires transitive jvirt.host;

    exports jvirt.network to jvirt.daemon, jvirt.conformance;
    exports jvirt.network.filter to jvirt.daemon, jvirt.conformance;
    exports jvirt.network.iface to jvirt.daemon, jvirt.conformance;

}
