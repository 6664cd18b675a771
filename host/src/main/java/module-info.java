/** Linux through FFM: netlink, tap, bridge, descriptors, processes, cgroups, KVM fitness, topology. */
module jvirt.host {
    requires transitive jvirt.api;
    requires jdk.unsupported;

    exports jvirt.host;
    exports jvirt.host.device;
    exports jvirt.host.net;
}
