package jvirt.rpc.call;

/**
 * Events of libvirt's protocol: what happens to secrets. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface SecretEvent extends Event {
    @Proc(382)
    record Lifecycle(int callbackID, WireSecret secret, int event, int detail) implements SecretEvent {}

    @Proc(383)
    record ValueChanged(int callbackID, WireSecret secret) implements SecretEvent {}
}
