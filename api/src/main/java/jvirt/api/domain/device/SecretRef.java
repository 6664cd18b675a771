package jvirt.api.domain.device;

import java.util.Optional;
import java.util.UUID;

/** Names a secret that the daemon keeps: by UUID or by usage. */
public record SecretRef(Optional<String> type, Optional<UUID> uuid, Optional<String> usage) {}
