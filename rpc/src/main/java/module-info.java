/** Libvirt's wire protocol: codec, frames, procedures as records, client and server, and the Connection facade. */
module jvirt.rpc {
    requires transitive jvirt.api;
    requires jdk.net;

    exports jvirt.client;
    exports jvirt.client.iso;
    exports jvirt.rpc;
    exports jvirt.rpc.call;
    exports jvirt.rpc.client;
    exports jvirt.rpc.sasl;
    exports jvirt.rpc.server;
}
