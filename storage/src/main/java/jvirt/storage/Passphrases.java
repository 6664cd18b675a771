package jvirt.storage;

import jvirt.api.storage.SecretRef;

/** Where passphrases of encrypted volumes come from. */
@FunctionalInterface
public interface Passphrases {
    /** The value of the secret that is pointed at, or libvirt's error that there is none. */
    byte[] of(SecretRef secret);
}
