package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Shmem.Model.Type;
import jvirt.api.domain.device.Shmem;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;

/** Memory shared with others on the host, by name or through a server. */
public final class Shmems {
    private static final long LEAST = 1 << 20;

    private Shmems() {}

    public static List<Part> parts(Shmem shmem, Chassis chassis, Supplier supplier) {
        check(shmem);
        String alias = Chassis.alias(shmem);
        List<Part> parts = new ArrayList<>();
        Shmem.Model.Type model = shmem.model().map(Shmem.Model::type).orElse(Shmem.Model.Type.IVSHMEM);
        if (model == Shmem.Model.Type.IVSHMEM_PLAIN) parts.add(memory(shmem));
        Props props = Props.device(Words.of(model)).text("id", alias);
        boolean served = shmem.server().isPresent();
        if (model == Shmem.Model.Type.IVSHMEM) {
            props.text("size", size(shmem) / LEAST + "m").text("shm", served ? Optional.empty() : Optional.of(shmem.name()))
                    .text("chardev", served ? Optional.of("char" + alias) : Optional.empty())
                    .set("msi", shmem.msi().isPresent());
        } else {
            if (served) props.text("chardev", "char" + alias);
            else props.text("memdev", "shmmem-" + alias);
            props.text("master", shmem.role().map(role -> role == Shmem.Role.MASTER ? "on" : "off"));
        }
        props.positive("vectors", shmem.msi().flatMap(Shmem.Msi::vectors))
                .onOff("ioeventfd", shmem.msi().flatMap(Shmem.Msi::ioeventfd));
        parts.add(new Part.Front(chassis.place(props, shmem).json()));
        shmem.server().ifPresent(server -> parts.add(Chardevs.socket("char" + alias,
                new ChardevSource.UnixEnd(ChardevSource.Mode.CONNECT,
                        Optional.of(server(shmem, server)), List.of(),
                        Optional.empty()), true)));
        return parts;
    }

    /** With the path of its server's socket, which follows from the name of the memory. */
    public static Shmem served(Shmem shmem) {
        return shmem.server().map(server -> shmem.withServer(new Shmem.Server(Optional.of(server(shmem, server))))).orElse(shmem);
    }

    private static String server(Shmem shmem, Shmem.Server server) {
        return server.path().orElse("/var/lib/libvirt/shmem-" + shmem.name() + "-sock");
    }

    private static long size(Shmem shmem) {
        return shmem.size().map(size -> size.bytes()).orElse(0L);
    }

    private static void check(Shmem shmem) {
        long size = size(shmem);
        if (size != 0 && Long.bitCount(size) != 1) {
            throw ErrorDomain.QEMU.error(XML_ERROR, "shmem size must be a power of two");
        }
        if (size != 0 && size < LEAST) {
            throw ErrorDomain.QEMU.error(XML_ERROR, "shmem size must be at least 1 MiB (1024 KiB)");
        }
        if (!(shmem.address().orElse(null) instanceof Address.Pci)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "only 'pci' addresses are supported for the shared memory device");
        }
    }

    private static Part memory(Shmem shmem) {
        return new Part.Thing(Props.object("memory-backend-file", "shmmem-" + Chassis.alias(shmem))
                .text("mem-path", "/dev/shm/" + shmem.name()).number("size", size(shmem)).flag("share", true).json());
    }

    private static final int DEFAULT_MIB = 4;


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
