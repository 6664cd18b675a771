package jvirt.qemu.launch;

import java.util.Locale;
import java.util.random.RandomGenerator;
import jvirt.api.domain.device.SecretRef;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;
import jvirt.qemu.plug.SecretValues;

/** Secrets on their way to one QEMU: read from whoever keeps them, sealed with the machine's key. */
record Sealing(SecretValues values, MasterKey key, RandomGenerator random) implements Resources.Secrets {
    private static final int IV_BYTES = 16;

    @Override
    public byte[] value(Usage usage, SecretRef secret) {
        return values.value(secret, usage.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public MasterKey.Sealed seal(byte[] value) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        return key.seal(value, iv);
    }
}
