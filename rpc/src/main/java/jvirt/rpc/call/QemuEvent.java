package jvirt.rpc.call;

import java.util.Optional;

/**
 * Events of libvirt's protocol: what the QEMU driver's own program reports. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/qemu_protocol.x}.
 */
@InProgram(Program.QEMU)
public sealed interface QemuEvent extends Event {
    @Proc(6)
    record DomainMonitorEvent(int callbackID, WireDomain dom, String event, long seconds, int micros,
            Optional<String> details) implements QemuEvent {}
}
