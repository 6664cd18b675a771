package jvirt.rpc.call;

import java.util.Optional;

/**
 * Events of libvirt's protocol: what happens to networks. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NetworkEvent extends Event {
    @Proc(315)
    record Lifecycle(int callbackID, WireNetwork net, int event, int detail) implements NetworkEvent {}

    /** In libvirt since 9.8.0. */
    @Proc(446)
    record CallbackMetadataChange(int callbackID, WireNetwork net, int type, Optional<String> nsuri) implements NetworkEvent {}
}
