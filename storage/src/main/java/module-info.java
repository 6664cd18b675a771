/** Pools, volumes, image chains, uploads, ISO images. */
module jvirt.storage {
    requires transitive jvirt.host;

    exports jvirt.storage.secret to jvirt.daemon;
}
