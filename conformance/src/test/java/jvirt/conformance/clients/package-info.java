/**
 * Programs that know nothing of jvirt, as the distribution has them: each does real work and finds a libvirtd.
 *
 * <p>They play on a {@link jvirt.conformance.howto.Stage} of their own, where jvirtd waits at libvirt's sockets. {@link
 * jvirt.conformance.clients.Scripts} are what is played where a command line does not do: programs on libvirt's bindings, and
 * somebody at a graphical program, who sees it through the accessibility bus ({@code desk.py}).
 */
package jvirt.conformance.clients;
