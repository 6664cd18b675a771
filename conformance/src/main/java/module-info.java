/** Peers: the peer data, stock clients against jvirtd, our CLI against libvirtd. */
module jvirt.conformance {
    requires transitive jvirt.daemon;
    requires transitive jvirt.cli;

}
