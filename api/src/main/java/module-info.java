/** Vocabulary: the XML as records, identities, error codes. */
module jvirt.api {
    requires java.xml;
    requires tools.jackson.core;

    exports jvirt.api;
    exports jvirt.api.capabilities;
    exports jvirt.api.domain;
    exports jvirt.api.domain.device;
    exports jvirt.api.iface;
    exports jvirt.api.json;
    exports jvirt.api.nodedev;
    exports jvirt.api.nwfilter;
    exports jvirt.api.snapshot;
    exports jvirt.api.storage;
    exports jvirt.api.storage.backing;
    exports jvirt.api.record to jvirt.rpc;
    exports jvirt.api.schema;
    exports jvirt.api.secret;
    exports jvirt.api.network;
    exports jvirt.api.xml;
}
