/**
 * Secrets: keys of encrypted volumes and passwords of storage servers.
 *
 * <p>{@link jvirt.storage.secret.Secrets} is the driver, {@link jvirt.storage.secret.Vault} keeps the values, sealed, on disk.
 */
package jvirt.storage.secret;
