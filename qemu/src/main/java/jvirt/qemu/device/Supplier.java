package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.SecretRef;

/**
 * Hands a machine's {@link Resources} to its devices, one after the other: numbers the sets of passed files, seals secrets.
 * One for a start, or for one device that is plugged in; for one thread.
 */
public final class Supplier {
    private final Resources resources;
    private final Map<String, Integer> sets = new HashMap<>();
    private int nextSet;
    private int lastNode;

    /** @param firstSet the number of the first set of passed files that this machine has not used yet */
    public Supplier(Resources resources, int firstSet) {
        this.resources = resources;
        this.nextSet = firstSet;
    }

    public Resources resources() {
        return resources;
    }

    /** Passes the file of this purpose, where there is one; the number of its set. */
    OptionalInt pass(String purpose, List<Part> parts) {
        List<Integer> descriptors = resources.descriptors().named(purpose);
        if (descriptors.isEmpty()) return OptionalInt.empty();
        int set = nextSet++;
        for (int descriptor : descriptors) parts.add(new Part.Passed(set, descriptor, purpose));
        return OptionalInt.of(set);
    }

    /** The files of a client's group, and the number of the set in which the image {@code node} finds them. */
    record Group(int set, List<Integer> descriptors, boolean writable) {}

    Group group(String name, String node) {
        Resources.Descriptors.Group files = resources.descriptors().group(name);
        return new Group(sets.computeIfAbsent(node, _ -> nextSet++), files.descriptors(), files.writable());
    }

    /** Numbers the sets of the images of a machine's disks before all others. */
    public void number(List<Image> images) {
        for (Image image : images) {
            if (image.source().passed()) {
                sets.computeIfAbsent(image.storageNode(), _ -> nextSet++);
            }
        }
    }

    /** A number for a block node that is no disk's: above all that the disks' images have. */
    int nextNode(Chassis chassis) {
        if (lastNode == 0) lastNode = lastNode(chassis.domain());
        return ++lastNode;
    }

    /** The highest number that an image of the machine's disks has. */
    public static int lastNode(Domain domain) {
        return domain.devices().disks().stream().filter(disk -> !Disks.onCard(disk))
                .flatMap(disk -> Stream.concat(disk.source().extras().index().stream(), below(disk.backingStore()).stream()))
                .mapToInt(Integer::intValue).max().orElse(0);
    }

    private static List<Integer> below(Optional<BackingStore> store) {
        List<Integer> numbers = new ArrayList<>();
        for (Optional<BackingStore> next = store; next.isPresent(); next = next.get().backingStore()) {
            next.get().index().ifPresent(numbers::add);
        }
        return numbers;
    }

    /** The number that the next set will have. */
    public int nextSet() {
        return nextSet;
    }

    Part.Thing secret(String alias, Resources.Secrets.Usage usage, SecretRef reference) {
        Resources.Secrets secrets = resources.secrets();
        return secrets.seal(secrets.value(usage, reference)).object(alias);
    }

    Part.Thing secret(String alias, byte[] value) {
        return resources.secrets().seal(value).object(alias);
    }
}
