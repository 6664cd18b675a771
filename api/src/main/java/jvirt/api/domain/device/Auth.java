package jvirt.api.domain.device;

import java.util.Optional;

/** Who we are for a storage server, and where the secret is. */
public record Auth(Optional<Type> type, String username, Optional<SecretRef> secret) {
    public enum Type { CHAP, CEPH }
}
