/** Libvirt's wire protocol: codec, frames, procedures as records, client and server, and the Connection facade. */
module jvirt.rpc {
    requires transitive jvirt.api;

    exports jvirt.rpc;
    exports jvirt.rpc.call;
}
