/** Peers: the peer data, stock clients against jvirtd, our CLI against libvirtd. */
module jvirt.conformance {
    requires jvirt.daemon;
    requires java.net.http;    // of the tests: the console is a web server
    requires jvirt.cli;
    requires java.xml;

    uses jvirt.conformance.peer.Family;

    exports jvirt.conformance;
    exports jvirt.conformance.peer;
}
