package jvirt.qemu.plug;

import jvirt.api.domain.device.SecretRef;

/** The values of secrets that definitions refer to. The machines own this interface; who keeps them implements it. */
public interface SecretValues {
    /** The value; libvirt's error when there is no such secret or it has none. {@code usage} is as in {@code <usage type>}. */
    byte[] value(SecretRef secret, String usage);
}
