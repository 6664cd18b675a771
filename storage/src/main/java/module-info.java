/** Pools, volumes, image chains, uploads. */
module jvirt.storage {
    requires transitive jvirt.host;

    exports jvirt.storage.secret to jvirt.daemon;
    exports jvirt.storage;
}
