package jvirt.rpc.call;

/**
 * Events of libvirt's protocol: what happens to storage pools. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface StoragePoolEvent extends Event {
    @Proc(370)
    record Lifecycle(int callbackID, WirePool pool, int event, int detail) implements StoragePoolEvent {}

    @Proc(373)
    record Refresh(int callbackID, WirePool pool) implements StoragePoolEvent {}
}
