/** Jvirtd: configuration, wiring, sockets, handlers of the protocol, events, upkeep. */
module jvirt.daemon {
    requires transitive jvirt.rpc;
    requires transitive jvirt.network;
    requires transitive jvirt.storage;
    requires transitive jvirt.qemu;
    requires java.logging;

    exports jvirt.daemon to jvirt.conformance;
}
