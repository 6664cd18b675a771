package jvirt.qemu.image;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;

/** The images of a live disk, topmost first, each with the number of its nodes. */
record ImageChain(String target, List<DiskSource> images, List<Integer> indexes) {
    private static final Pattern NUMBERED = Pattern.compile("[^/]*\\[(\\d+)]");

    static ImageChain of(Disk disk) {
        List<Integer> indexes = Stream.concat(disk.source().extras().index().stream(),
                Chains.below(disk).flatMap(store -> store.index().stream())).toList();
        return new ImageChain(disk.target().dev(), Chains.images(disk).toList(), indexes);
    }

    int size() {
        return images.size();
    }

    DiskSource source(int at) {
        return images.get(at);
    }

    String path(int at) {
        return Disks.path(images.get(at)).orElse("");
    }

    String nodeAt(int at) {
        return node(indexes.get(at));
    }

    static String node(Integer index) {
        return "libvirt-" + index + "-format";
    }

    List<String> nodes() {
        return indexes.stream().map(ImageChain::node).toList();
    }

    /** Where the image of this node is in the chain. */
    Optional<Integer> at(String node) {
        int found = nodes().indexOf(node);
        return found < 0 ? Optional.empty() : Optional.of(found);
    }

    private int named(String text) {
        var numbered = NUMBERED.matcher(text);
        if (!numbered.matches()) return images.stream().map(image -> Disks.path(image).orElse("")).toList().indexOf(text);
        int found = indexes.indexOf(Integer.parseInt(numbered.group(1)));
        if (found >= 0) return found;
        throw QEMU.error(INVALID_ARG, "could not find backing store index '%s' in chain for '%s'", numbered.group(1), target);
    }

    int find(String text) {
        int found = named(text);
        if (found >= 0) return found;
        throw QEMU.error(INVALID_ARG, "could not find image '%s' in chain for '%s'", text, target);
    }

    int findBelow(String text, int top) {
        int found = named(text);
        if (found > top) return found;
        throw QEMU.error(INVALID_ARG, "could not find image '%s' beneath '%s' in chain for '%s'", text, path(top), target);
    }
}
