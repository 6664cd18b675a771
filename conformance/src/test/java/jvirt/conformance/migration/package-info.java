/**
 * Guests that move between hosts: each {@link jvirt.conformance.migration.Host} has namespaces of its own with a daemon in them,
 * jvirtd or a stock libvirtd, and all are joined by a network. What the guest remembers, has on its disk and answers on the
 * network is what is checked.
 */
package jvirt.conformance.migration;
