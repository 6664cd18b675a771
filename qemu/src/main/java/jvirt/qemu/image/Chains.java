package jvirt.qemu.image;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.qemu.Disks;

/** Chains of images in a running machine's definition: each image has the number of its block nodes. */
public final class Chains {
    private Chains() {}

    /** The highest number that an image of the machine has. */
    public static int lastIndex(Domain live) {
        return live.devices().disks().stream().flatMapToInt(Chains::indexes).max().orElse(0);
    }

    /** The node of a disk's image format, as the command line names it. */
    public static String node(Disk disk) {
        return "libvirt-" + disk.source().extras().index().orElseThrow(() ->
                new IllegalStateException("disk " + disk.target().dev() + " has no node")) + "-format";
    }

    /** What the disk's device stands on: QEMU takes a job that works on all of the disk by this node alone. */
    public static String topNode(Disk disk) {
        return jvirt.qemu.device.Disks.topNode(disk).orElseThrow(() ->
                new IllegalStateException("disk " + disk.target().dev() + " has no node"));
    }

    /** The nodes of all of a disk's images, topmost first. */
    public static List<String> nodes(Disk disk) {
        return ImageChain.of(disk).nodes();
    }

    private static IntStream indexes(Disk disk) {
        IntStream copy = disk.mirror().stream().flatMapToInt(mirror -> indexes(disk.withMirror(Optional.empty())
                .withSource(mirror.source()).withBackingStore(mirror.backingStore())));
        return IntStream.concat(copy, own(disk));
    }

    private static IntStream own(Disk disk) {
        return IntStream.concat(disk.source().extras().index().stream().mapToInt(Integer::intValue),
                below(disk).flatMapToInt(store -> store.index().stream().mapToInt(Integer::intValue)));
    }

    /** The images below a disk's own, topmost first. */
    public static Stream<BackingStore> below(Disk disk) {
        return Stream.iterate(disk.backingStore(), Optional::isPresent, store -> store.flatMap(BackingStore::backingStore))
                .map(Optional::orElseThrow).filter(store -> !store.none());
    }

    /** The number of the image at this path in a disk's chain. */
    public static OptionalInt index(Disk disk, String path) {
        if (Disks.path(disk).equals(Optional.of(path))) {
            return disk.source().extras().index().stream().mapToInt(Integer::intValue).findFirst();
        }
        return below(disk).filter(store -> store.source().flatMap(Disks::path).equals(Optional.of(path)))
                .flatMapToInt(store -> store.index().stream().mapToInt(Integer::intValue)).findFirst();
    }

    /** A disk's images, topmost first. */
    public static Stream<DiskSource> images(Disk disk) {
        return Stream.concat(Stream.of(disk.source()), below(disk).flatMap(store -> store.source().stream()));
    }

    /** The image that stands on the one at this path. */
    public static Optional<DiskSource> above(Disk disk, String path) {
        List<DiskSource> chain = images(disk).toList();
        return IntStream.range(1, chain.size()).filter(i -> Disks.path(chain.get(i)).equals(Optional.of(path)))
                .mapToObj(i -> chain.get(i - 1)).findFirst();
    }

    public static Domain replace(Domain machine, String target, UnaryOperator<Disk> change) {
        return machine.with(draft -> draft.devices = draft.devices.map(device ->
                device instanceof Disk disk && disk.target().dev().equals(target) ? change.apply(disk) : device));
    }

    /** The disk with a snapshot's new image. */
    public static Disk onto(Disk disk, SnapshotDisk entry) {
        Disk.Format format = Disk.Format.valueOf(entry.format().orElse("qcow2").toUpperCase(Locale.ROOT));
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE).named("qemu", Optional.of(format));
        return disk.withSource(entry.source().orElseThrow()).withDriver(driver).withBackingStore(Optional.empty());
    }

    /** The disk in a new image, with the one before below it. */
    public static Disk onto(Disk disk, SnapshotDisk entry, int index) {
        BackingStore before = new BackingStore(disk.source().extras().index(),
                Optional.of(new BackingStore.Format(Disks.word(Disks.format(disk)), Optional.empty())),
                Optional.of(withIndex(disk.source(), Optional.empty())), disk.backingStore().or(() -> Optional.of(BackingStore.NONE)));
        Disk moved = onto(disk, entry);
        return moved.withSource(withIndex(moved.source(), Optional.of(index))).withBackingStore(Optional.of(before));
    }

    /** The image with this number for its nodes, or with none. */
    static DiskSource withIndex(DiskSource source, Optional<Integer> index) {
        DiskSource.Extras extras = source.extras();
        return source.withExtras(new DiskSource.Extras(extras.slice(), extras.seclabel(), extras.auth(), extras.encryption(),
                extras.reservations(), extras.startupPolicy(), index));
    }

    /** The disk with a number for each of its images. */
    static Disk numbered(Disk disk, IntSupplier next) {
        return disk.withSource(withIndex(disk.source(), Optional.of(next.getAsInt())))
                .withBackingStore(disk.backingStore().map(store -> numbered(store, next)));
    }

    private static BackingStore numbered(BackingStore store, IntSupplier next) {
        if (store.none()) return store;
        return new BackingStore(Optional.of(next.getAsInt()), store.format(), store.source(),
                store.backingStore().map(lower -> numbered(lower, next)));
    }

    /** The disk without the image at this path: those above stand on the one below it from then on. */
    public static Disk without(Disk disk, String path) {
        if (Disks.path(disk).equals(Optional.of(path))) {
            BackingStore next = disk.backingStore().orElse(BackingStore.NONE);
            if (next.none()) return disk;
            Disk.Format format = next.format().map(some -> Disk.Format.valueOf(some.type().toUpperCase(Locale.ROOT)))
                    .orElse(Disk.Format.RAW);
            return disk.withSource(withIndex(next.source().orElseThrow(), next.index()))
                    .withDriver(disk.driver().orElse(Disk.Driver.NONE).of("qemu", format))
                    .withBackingStore(next.backingStore());
        }
        return disk.withBackingStore(disk.backingStore().map(store -> without(store, path)));
    }

    private static BackingStore without(BackingStore store, String path) {
        if (store.source().flatMap(Disks::path).equals(Optional.of(path))) {
            return store.backingStore().orElse(BackingStore.NONE);
        }
        return new BackingStore(store.index(), store.format(), store.source(),
                store.backingStore().map(next -> without(next, path)));
    }
}
