package jvirt.daemon.secret;

import java.util.List;
import java.util.UUID;
import jvirt.api.domain.device.SecretRef;
import jvirt.qemu.plug.SecretValues;
import jvirt.storage.secret.Secrets;

/** Hands machines the secrets that their definitions refer to. */
public final class MachineSecrets implements SecretValues {
    /** {@code virSecretUsageType}, in its order. */
    private static final List<String> USAGES = List.of("none", "volume", "ceph", "iscsi", "tls", "vtpm");

    private final Secrets secrets;

    public MachineSecrets(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public byte[] value(SecretRef secret, String usage) {
        UUID uuid = secret.uuid().orElseGet(() -> secrets.forUsage(Math.max(0, USAGES.indexOf(usage)),
                secret.usage().orElse("")).uuid().orElseThrow());
        return secrets.value(uuid);
    }
}
