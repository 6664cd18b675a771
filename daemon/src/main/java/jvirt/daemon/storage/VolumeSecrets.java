package jvirt.daemon.storage;

import java.util.UUID;
import jvirt.api.storage.SecretRef;
import jvirt.storage.Passphrases;
import jvirt.storage.secret.Secrets;

/** Takes volumes' passphrases from the daemon's secrets. */
public final class VolumeSecrets implements Passphrases {
    /** {@code VIR_SECRET_USAGE_TYPE_VOLUME}. */
    private static final int VOLUME = 1;

    private final Secrets secrets;

    public VolumeSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public byte[] of(SecretRef secret) {
        UUID uuid = secret.uuid().orElseGet(() ->
                secrets.forUsage(VOLUME, secret.usage().orElseThrow()).uuid().orElseThrow());
        return secrets.value(uuid);
    }
}
