/**
 * The daemon's own administration, for {@code virt-admin}: {@link jvirt.daemon.admin.AdminCalls} answers on a socket of its own,
 * {@link jvirt.daemon.admin.IdleTimeout} ends a daemon that nobody needs.
 */
package jvirt.daemon.admin;
