/** The host's network interfaces as documents: libvirt 9.0.0, {@code interface.rng}, {@code src/conf/interface_conf.c}. */
package jvirt.api.iface;
