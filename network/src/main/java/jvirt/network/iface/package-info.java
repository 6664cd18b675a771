/**
 * The host's own network interfaces: looked at, and changed through whatever brings them up at the host's start.
 *
 * <p>Read in this order: {@link jvirt.network.iface.HostInterfaces} is all of them; {@code LiveInterfaces} is what the kernel
 * has; a {@code Configurator} is what keeps them over the host's next start, {@code Ifupdown}, {@code Networkd}, {@code
 * NetworkManager} or {@code Netplan}; a {@code Setting} is one interface as their files know it, {@code Drafts} has half-read
 * ones; {@code Transaction} keeps the files of before until changes are committed.
 *
 * <p>Defining only writes files, starting only runs the configurator's own programs: an interface is never brought up by one
 * way and kept by another. Not here: virtual networks ({@code jvirt.network}), documents ({@code jvirt.api.iface}). Sources:
 * interfaces(5), systemd.network(5), systemd.netdev(5), nm-settings-keyfile(5), netplan(5); libvirt 9.0.0, {@code
 * src/interface/interface_backend_netcf.c}, for what is answered and refused.
 */
package jvirt.network.iface;
