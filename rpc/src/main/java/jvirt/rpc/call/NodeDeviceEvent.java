package jvirt.rpc.call;

/**
 * Events of libvirt's protocol: what happens to the host's devices. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NodeDeviceEvent extends Event {
    @Proc(376)
    record Lifecycle(int callbackID, WireNodeDevice dev, int event, int detail) implements NodeDeviceEvent {}

    @Proc(377)
    record Update(int callbackID, WireNodeDevice dev) implements NodeDeviceEvent {}
}
