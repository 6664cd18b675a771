package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Vsock;
import jvirt.api.xml.YesNo;
import jvirt.host.VhostVsock;

/** Sockets between guest and host. */
public final class Vsocks {
    private Vsocks() {}

    /** Opens the kernel's end; the guest's address is known from then on. */
    public static VhostVsock open(Vsock vsock) {
        if (!VhostVsock.exists()) throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "unable to open vhost-vsock device");
        Optional<Integer> fixed = vsock.cid().filter(cid -> !cid.auto().map(YesNo::yes).orElse(false)).flatMap(Vsock.Cid::address);
        try {
            return VhostVsock.open(fixed);
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, e, "failed to %s guest cid: %s", fixed.isPresent() ? "set" : "acquire",
                    e.getMessage());
        }
    }

    /** The device with the address that it got. */
    public static Vsock at(Vsock vsock, int address) {
        return vsock.withCid(new Vsock.Cid(vsock.cid().flatMap(Vsock.Cid::auto), Optional.of(address)));
    }

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
