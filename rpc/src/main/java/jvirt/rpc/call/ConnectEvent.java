package jvirt.rpc.call;

/**
 * Events of libvirt's protocol: what happens to the connection. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface ConnectEvent extends Event {
    @Proc(362)
    record ConnectionClosed(int reason) implements ConnectEvent {}
}
