package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Vsock;

/** Sockets between guest and host. */
public final class Vsocks {
    private Vsocks() {}

    public static List<Part> parts(Vsock vsock, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(vsock);
        Integer descriptor = supplier.resources().descriptors().first(alias + "-vhost").orElseThrow(() ->
                ErrorDomain.QEMU.error(INTERNAL_ERROR, "no vhost-vsock device was opened for '%s'", alias));
        Props props = chassis.virtio("vhost-vsock", vsock, vsock.model(), Chassis.options(vsock.driver()))
                .text("id", alias).number("guest-cid", vsock.cid().flatMap(Vsock.Cid::address).orElse(0))
                .text("vhostfd", descriptor.toString());
        return List.of(new Part.Front(chassis.place(props, vsock).json()));
    }
}
