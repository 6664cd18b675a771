package jvirt.qemu.image;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.storage.backing.BackingSource;
import jvirt.host.ImageFile;
import jvirt.qemu.Disks;

/** The images of a live disk, topmost first, each with the number of its nodes. */
record ImageChain(String target, List<DiskSource> images, List<Integer> indexes) {
    private static final Pattern NUMBERED = Pattern.compile("([^/]*)\\[([1-9]\\d*)]");

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

    /**
     * The image of this name: the disk's own, {@code vda[2]} by number, a path, or what the image above it calls it.
     *
     * @param from where the search begins
     */
    private int named(String text, int from) {
        var numbered = NUMBERED.matcher(text);
        if (!numbered.matches()) {
            return IntStream.range(from, size()).filter(at -> isCalled(text, at)).findFirst().orElse(-1);
        }
        if (!numbered.group(1).equals(target)) {
            throw QEMU.error(INVALID_ARG, "requested target '%s' does not match target '%s'", numbered.group(1), target);
        }
        int found = indexes.indexOf(Integer.parseInt(numbered.group(2)));
        if (found >= 0) return found;
        throw QEMU.error(INVALID_ARG, "could not find backing store index '%s' in chain for '%s'", numbered.group(2), target);
    }

    private boolean isCalled(String text, int at) {
        String path = path(at);
        if (path.equals(text)) return true;
        if (path.isEmpty() || text.isEmpty() || !BackingSource.isFile(text) || onHost(at).isEmpty()) return false;
        Path name = Path.of(text);
        if (!name.isAbsolute() && at == 0) return false;
        return same(name.isAbsolute() ? name : Path.of(path(at - 1)).resolveSibling(name), Path.of(path));
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    /**
     * What an image that comes to stand on the one at {@code base} is to call it, so that the chain can be moved as a whole;
     * libvirt's error where an image in between has a name that says more than where it is from there.
     *
     * @param above the image above; those between the two leave the chain
     */
    String relativeName(int above, int base) {
        String name = "";
        for (int at = above; at < base; at++) {
            String next = backingName(at).filter(text -> !text.startsWith("/") && BackingSource.isFile(text)).orElseThrow(() ->
                    QEMU.error(OPERATION_INVALID, "can't keep relative backing relationship"));
            name = name.substring(0, name.lastIndexOf('/') + 1) + next;
        }
        return name;
    }

    /** What an image calls the one below it, in its header. */
    private Optional<String> backingName(int at) {
        Optional<Path> file = onHost(at);
        try {
            return file.isEmpty() ? Optional.empty() : ImageFile.header(file.get()).backing();
        } catch (IOException e) {
            throw STORAGE.error(SYSTEM_ERROR, e, "Cannot access storage file '%s': %s", file.get(), LiveImages.reason(e));
        }
    }

    int find(String text) {
        int found = text.equals(target) ? 0 : named(text, 0);
        if (found >= 0) return found;
        throw QEMU.error(INVALID_ARG, "could not find image '%s' in chain for '%s'", text, target);
    }

    int findBelow(String text, int top) {
        int found = named(text, top + 1);
        if (found > top) return found;
        throw QEMU.error(INVALID_ARG, "could not find image '%s' beneath '%s' in chain for '%s'", text, path(top), target);
    }

    private Optional<Path> onHost(int at) {
        return jvirt.qemu.launch.Chains.local(source(at));
    }
}
