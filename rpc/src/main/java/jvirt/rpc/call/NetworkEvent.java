package jvirt.rpc.call;

/**
 * Events of libvirt's protocol: what happens to networks. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NetworkEvent extends Event {
    @Proc(315)
    record Lifecycle(int callbackID, WireNetwork net, int event, int detail) implements NetworkEvent {}
}
