/**
 * {@code pki}: the certificates of {@code qemu+tls://} connections, in one command. {@link jvirt.cli.pki.Authority} makes them, with
 * the distribution's {@code openssl}.
 */
package jvirt.cli.pki;
