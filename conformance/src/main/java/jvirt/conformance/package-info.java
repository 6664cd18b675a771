/** Peers: the peer data, stock clients against jvirtd, our CLI against libvirtd. */
package jvirt.conformance;
