/** The procedures on secrets: {@link jvirt.daemon.secret.SecretCalls}. What a secret is, is said in {@code jvirt.storage.secret}. */
package jvirt.daemon.secret;
