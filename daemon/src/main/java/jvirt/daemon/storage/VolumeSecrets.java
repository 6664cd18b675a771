package jvirt.daemon.storage;

import java.util.UUID;
import jvirt.api.storage.SecretRef;
import jvirt.storage.Passphrases;
import jvirt.storage.secret.Secrets;

/** Takes volumes' and servers' passphrases from the daemon's secrets. */
public final class VolumeSecrets implements Passphrases {
    private final Secrets secrets;

    public VolumeSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public byte[] of(Purpose purpose, SecretRef secret) {
        // virSecretUsageType begins with 0, which is no purpose
        UUID uuid = secret.uuid().orElseGet(() ->
                secrets.forUsage(purpose.ordinal() + 1, secret.usage().orElseThrow()).uuid().orElseThrow());
        return secrets.value(uuid);
    }
}
