package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_secret} on the wire. */
public record WireSecret(UUID uuid, int usageType, String usageID) {}
