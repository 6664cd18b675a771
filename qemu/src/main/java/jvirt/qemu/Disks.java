package jvirt.qemu;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;

/** Finds disks by the names that QEMU and clients have for them. */
public final class Disks {
    private Disks() {}

    /** The disk that QEMU means: by the alias of its device or the path that ends in it, or by a node of its chain. */
    public static Optional<Disk> find(Domain domain, String device, Optional<String> node) {
        Optional<Disk> named = device.isEmpty() ? Optional.empty() : domain.devices().disks().stream()
                .filter(disk -> disk.alias().filter(alias -> alias.equals(device) || ("drive-" + alias).equals(device)
                        || Stream.of(device.split("/")).anyMatch(alias::equals)).isPresent())
                .findFirst();
        return named.or(() -> node.flatMap(name -> domain.devices().disks().stream()
                .filter(disk -> indexes(disk).anyMatch(index -> name.startsWith("libvirt-" + index + "-"))).findFirst()));
    }

    private static Stream<Integer> indexes(Disk disk) {
        Stream<Integer> chain = Stream.iterate(disk.backingStore(), Optional::isPresent,
                        store -> store.flatMap(BackingStore::backingStore))
                .map(Optional::orElseThrow)
                .flatMap(store -> Stream.concat(store.index().stream(),
                        store.source().flatMap(source -> source.extras().index()).stream()));
        return Stream.concat(disk.source().extras().index().stream(), chain);
    }

    /** The path of its image on the host, where it has one. */
    public static Optional<String> path(Disk disk) {
        return path(disk.source());
    }

    public static Optional<String> path(DiskSource source) {
        return switch (source) {
            case DiskSource.File file -> file.file();
            case DiskSource.Block block -> block.dev();
            case DiskSource.Dir dir -> dir.dir();
            case DiskSource.Network network -> network.name();
            case DiskSource.VhostUser vhost -> vhost.path();
            case DiskSource.Volume _, DiskSource.Nvme _ -> Optional.empty();
        };
    }

    /** The name by which block commands know the device: a virtio disk's images belong to a part of it. */
    public static String device(Disk disk) {
        String alias = disk.alias().orElseThrow(() -> new IllegalStateException("the disk is not live"));
        return disk.target().bus().equals(Optional.of(Disk.Bus.VIRTIO)) ? "/machine/peripheral/" + alias + "/virtio-backend" : alias;
    }

    /** The disk of this name, or with an image at this path. */
    public static Optional<Disk> named(Domain machine, String name) {
        return machine.devices().disks().stream().filter(disk -> name.startsWith("/")
                ? Disks.path(disk).equals(Optional.of(name)) : disk.target().dev().equals(name)).findFirst();
    }

    /** No medium is in the drive. */
    public static boolean empty(Disk disk) {
        return switch (disk.source()) {
            case DiskSource.File file -> file.file().isEmpty();
            case DiskSource.Block block -> block.dev().isEmpty();
            case DiskSource.Dir _, DiskSource.Network _, DiskSource.Volume _, DiskSource.Nvme _, DiskSource.VhostUser _ -> false;
        };
    }

    /** The format of its image. */
    public static Disk.Format format(Disk disk) {
        return disk.driver().flatMap(Disk.Driver::type).orElse(Disk.Format.RAW);
    }

    /** The format that libvirt has this word for; what it has none for is taken as it is. */
    public static Disk.Format format(String word) {
        return Disk.Format.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word for a format. */
    public static String word(Disk.Format format) {
        return format.name().toLowerCase(Locale.ROOT);
    }
}
