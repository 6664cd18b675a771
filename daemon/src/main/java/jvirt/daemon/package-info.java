/** Jvirtd: configuration, wiring, sockets, handlers of the protocol, events, upkeep. */
package jvirt.daemon;
