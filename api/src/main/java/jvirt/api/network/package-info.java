/**
 * Virtual networks as documents: {@code <network>}, {@code <networkport>} and what stands in them.
 *
 * <p>{@link jvirt.api.network.Network} is the document; {@link jvirt.api.network.Forward}, {@link jvirt.api.network.Bridge},
 * {@link jvirt.api.network.Ip}, {@link jvirt.api.network.Dns}, {@link jvirt.api.network.Route} and {@link
 * jvirt.api.network.PortGroup} are its parts; {@link jvirt.api.network.Vlan}, {@link jvirt.api.network.Bandwidth} and {@link
 * jvirt.api.network.VirtualPort} are said of ports, here and in a machine's interfaces. {@code NetworkSyntax} and {@link
 * jvirt.api.network.NetworkRules} refuse what is wrong, in libvirt's words. {@link jvirt.api.network.NetworkUpdate} changes
 * one section; {@link jvirt.api.network.NetworkPort} is what an interface has of a network.
 *
 * <p>Sources: libvirt 9.0.0, {@code network.rng}, {@code networkport.rng}, {@code src/conf/network_conf.c}, {@code
 * virnetworkportdef.c}.
 */
package jvirt.api.network;
