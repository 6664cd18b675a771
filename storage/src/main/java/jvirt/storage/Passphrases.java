package jvirt.storage;

import jvirt.api.storage.SecretRef;

/** Where the passphrases of encrypted volumes, and those for storage servers, come from. */
@FunctionalInterface
public interface Passphrases {
    /** What a secret is for: {@code virSecretUsageType}, from its first on. */
    enum Purpose { VOLUME, CEPH, ISCSI }

    /** The value of the secret that is pointed at, or libvirt's error that there is none. */
    byte[] of(Purpose purpose, SecretRef secret);

    default byte[] of(SecretRef secret) {
        return of(Purpose.VOLUME, secret);
    }
}
