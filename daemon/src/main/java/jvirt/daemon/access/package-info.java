/**
 * Who may do what.
 *
 * <p>{@link jvirt.daemon.access.Policy} is the administrator's file, read into {@link jvirt.daemon.access.Rule}s, each of which
 * gives a {@link jvirt.daemon.access.Role} on some objects to somebody. {@link jvirt.daemon.access.Guard} applies it to calls and
 * answers: it finds out what a call acts on ({@link jvirt.daemon.access.Target}) by asking the drivers, since the names that a
 * client sends are the client's own claim. Where the host's polkit is to decide, {@link jvirt.daemon.access.PolkitPolicy} asks
 * it, in libvirt's words; both are {@link jvirt.daemon.access.Decision}s.
 */
package jvirt.daemon.access;
