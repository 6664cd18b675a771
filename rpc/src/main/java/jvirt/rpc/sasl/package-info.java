/**
 * Login by name and password, SASL's SCRAM-SHA-256 (RFC 5802, RFC 7677): the password travels in neither direction, and what the
 * server keeps is not enough to log in elsewhere.
 *
 * <p>{@link jvirt.rpc.sasl.Logins} is the file of those who may; {@link jvirt.rpc.sasl.ScramServer} and {@link
 * jvirt.rpc.sasl.ScramClient} are the two sides of one conversation.
 */
package jvirt.rpc.sasl;
