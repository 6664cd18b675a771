/**
 * An administrator's guide to a KVM host, played from its second to its fifth section with real guests: the host bridge on
 * Open vSwitch, virtual networks, a guest from an installation ISO, the everyday commands.
 *
 * <p>A {@link jvirt.conformance.howto.Stage} is a host of its own: namespaces for mounts, network and processes, an Open vSwitch
 * with the user space datapath, a LAN behind {@code em1}. On it {@link jvirt.conformance.howto.Tools} type the guide's commands,
 * once {@code jvirt}'s, once the stock ones, and a {@link jvirt.conformance.howto.Terminal} at a guest's serial line sees what
 * came of it. {@link jvirt.conformance.howto.Inventory} counts what must not be left behind.
 */
package jvirt.conformance.howto;
