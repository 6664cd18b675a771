package jvirt.qemu.hotplug;

import jvirt.api.domain.device.SecretRef;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;

/** Resources for naming what a device has: secrets themselves are not looked up, for they may be gone. */
final class NoSecrets implements Resources.Secrets {
    private static final MasterKey KEY = new MasterKey(new byte[32]);
    private static final byte[] IV = new byte[16];

    private NoSecrets() {}

    static Resources in(Resources of) {
        return new Resources(of.folder(), of.settings(), of.descriptors(), new NoSecrets(), of.hugePages(), of.host(), of.now(),
                of.placement());
    }

    @Override
    public byte[] value(Usage usage, SecretRef secret) {
        return new byte[0];
    }

    @Override
    public MasterKey.Sealed seal(byte[] value) {
        return KEY.seal(value, IV);
    }
}
