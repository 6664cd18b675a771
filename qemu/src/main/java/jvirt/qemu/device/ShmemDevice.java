package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Shmem.Model.Type;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;

/** Memory that guests share: its size, and what each of the three models takes. */
public final class ShmemDevice {
    private static final int DEFAULT_MIB = 4;

    private ShmemDevice() {}

    public static Shmem complete(Shmem shmem) {
        Type type = shmem.model().map(Shmem.Model::type).orElse(Type.IVSHMEM);
        Shmem sized = type != Type.IVSHMEM_DOORBELL && shmem.size().isEmpty() ? shmem.withSizeMib(DEFAULT_MIB) : shmem;
        if (type == Type.IVSHMEM) return sized;
        String word = XmlBinding.word(type);
        if (sized.server().isEmpty()) {
            if (type == Type.IVSHMEM_DOORBELL) {
                throw unsupported("shmem model '%s' is supported only with server option enabled", word);
            }
            return sized;
        }
        if (type == Type.IVSHMEM_PLAIN) throw unsupported("shmem model '%s' is supported only with server option disabled", word);
        if (sized.size().isPresent()) throw unsupported("shmem model '%s' does not support size setting", word);
        Shmem.Msi msi = sized.msi().orElse(new Shmem.Msi(Optional.empty(), Optional.empty()));
        return sized.withMsi(new Shmem.Msi(msi.vectors(), Optional.of(msi.ioeventfd().orElse(OnOff.ON))));
    }

    private static VirtException unsupported(String text, String model) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, text, model);
    }
}
