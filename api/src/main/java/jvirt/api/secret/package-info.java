/** The document of a secret, {@code <secret>}: what a value is for; the value itself is never in it. */
package jvirt.api.secret;
