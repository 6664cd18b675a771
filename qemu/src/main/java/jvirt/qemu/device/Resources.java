package jvirt.qemu.device;

import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.domain.device.Auth;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.SecretRef;
import jvirt.qemu.definition.Settings;

/**
 * What a machine gets of the host beyond its description, when it starts or when a device is plugged in.
 *
 * @param folder the machine's own, for sockets and keys
 * @param now the guest's clock may start at it
 * @param placement the host's NUMA nodes for a machine that is placed by advice
 */
public record Resources(Path folder, Settings settings, Descriptors descriptors, Secrets secrets, HugePages hugePages,
        Host host, ZonedDateTime now, Optional<IdSet> placement) {

    /** What one must look up on the host itself. */
    public interface Host {
        /** The NUMA nodes that have memory. */
        IdSet nodes();

        /** Whether this block device is a CD-ROM drive. */
        boolean cdrom(String device);

        /** The generic device, such as {@code /dev/sg0}, of a SCSI unit. */
        String scsiGeneric(Hostdev.ScsiSource unit);

        /** Where the machine's swtpm listens. */
        Path tpmSocket();

        /** Where the passt of a network card listens. */
        Path passtSocket(String alias);

        /** The device of a GPU on which QEMU may draw, where there is one. */
        Optional<String> renderNode();

        /** The network address on which servers for a virtual network listen. */
        String networkAddress(String network);
    }

    boolean hostCdrom(String device) {
        return host.cdrom(device);
    }

    public String networkAddress(String network) {
        return host.networkAddress(network);
    }

    String scsiGeneric(Hostdev.ScsiSource unit) {
        return host.scsiGeneric(unit);
    }

    /** The open files that QEMU inherits, by the name of their purpose, as the numbers by which QEMU knows them. */
    @FunctionalInterface
    public interface Descriptors {
        List<Integer> named(String purpose);

        default Optional<Integer> first(String purpose) {
            return named(purpose).stream().findFirst();
        }

        /** The files that the client has opened under this name. */
        default Group group(String name) {
            return new Group(List.of(), false);
        }

        /** @param writable the client lets us write to them */
        record Group(List<Integer> descriptors, boolean writable) {}
    }

    /** Values that only QEMU may see, each as an object of its own that is sealed with the machine's key. */
    public interface Secrets {
        enum Usage { VOLUME, CEPH, ISCSI, TLS }

        /** The value of a secret that the daemon keeps, or libvirt's error that there is none. */
        byte[] value(Usage usage, SecretRef secret);

        /** The value, sealed: {@link MasterKey} says how. */
        MasterKey.Sealed seal(byte[] value);

        default byte[] value(Auth auth, Usage usage) {
            return value(usage, auth.secret().orElse(new SecretRef(Optional.empty(), Optional.empty(), Optional.empty())));
        }
    }

    /** Where the host's huge pages are mounted, by their size in KiB; the first is the default. */
    public record HugePages(List<Map.Entry<Long, Path>> mounts) {
        public static final HugePages NONE = new HugePages(List.of());

        public Optional<Long> defaultSizeKib() {
            return mounts.stream().map(Map.Entry::getKey).findFirst();
        }

        public Optional<Path> mount(long sizeKib) {
            return mounts.stream().filter(mount -> mount.getKey() == sizeKib).map(Map.Entry::getValue).findFirst();
        }
    }
}
