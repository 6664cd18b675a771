package jvirt.cli.clone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.cli.Failure;
import jvirt.cli.Xml;
import jvirt.cli.xml.Draft;
import jvirt.client.Connection;
import jvirt.client.Pool;
import jvirt.client.Volume;

/** The disks of the new machine. What was made for it goes when it does not come to be. */
final class NewDisks implements AutoCloseable {
    private static final int REFLINK = 2;

    /** @param preserved the files are there and hold what they are to hold */
    record How(boolean preserved, boolean reflink, boolean nonsparse) {}

    /**
     * Where disks go.
     *
     * @param given in the order of the disks that are copied; others are found a path for, if {@code automatic}
     * @param forced targets of disks that are copied although they are shared or only read
     * @param skipped targets of disks that both machines use
     */
    record Paths(String original, String name, List<String> given, boolean automatic, Optional<String> nvram, List<String> forced,
            List<String> skipped) {}

    private record Copy(Volume from, Pool into, String path) {}

    private final Connection host;
    private final How how;
    private final List<Copy> copies = new ArrayList<>();
    private final Deque<Volume> made = new ArrayDeque<>();
    private final Deque<Pool> opened = new ArrayDeque<>();

    NewDisks(Connection host, How how) {
        this.host = host;
        this.how = how;
    }

    /** Gives the machine its disks' new paths, and sees that each of them can be made. */
    void plan(Likeness likeness, Paths paths) {
        Deque<String> given = new ArrayDeque<>(paths.given);
        for (Draft disk : likeness.machine().all("devices/disk")) {
            Optional<String> source = disk.get("source/@file").or(() -> disk.get("source/@dev"));
            if (!copied(disk, source, paths)) continue;
            String old = source.orElseThrow(() -> new Failure("Could not determine original disk information: Disk network type '"
                    + disk.get("source/@protocol").orElse("") + "' is not cloneable."));
            if (given.isEmpty() && !paths.automatic) throw new Failure("A disk path must be specified to clone '" + old + "'");
            String path = given.isEmpty() ? Likeness.freePath(old, paths.original, paths.name, this::exists) : given.removeFirst();
            plan(old, path);
            disk.set(disk.get("source/@file").isPresent() ? "source/@file" : "source/@dev", path);
        }
        likeness.machine().get("os/nvram").filter(path -> !path.isEmpty()).ifPresent(old -> {
            String path = paths.nvram.orElse(old.substring(0, old.lastIndexOf('/') + 1) + paths.name + "_VARS.fd");
            // what is not there yet is made from its template
            if (!how.preserved && !exists(path) && exists(old)) plan(old, path);
            likeness.machine().set("os/nvram", path);
        });
    }

    private static boolean copied(Draft disk, Optional<String> source, Paths paths) {
        String target = disk.get("target/@dev").orElse("");
        if (paths.skipped.contains(target)) return false;
        if (paths.forced.contains(target)) return true;
        boolean empty = source.isEmpty() && disk.find("source").isEmpty();
        return !empty && disk.find("readonly").isEmpty() && disk.find("shareable").isEmpty();
    }

    private void plan(String old, String path) {
        if (how.preserved) {
            if (!exists(path)) throw new Failure("Could not use path '" + path + "' for cloning: it does not exist");
            return;
        }
        if (exists(path)) throw new Failure("Clone onto existing storage volume is not currently supported: '" + path + "'");
        Volume from = volume(old).orElseThrow(() -> new Failure("Could not determine original disk information: Disk path '" + old
                + "' does not exist."));
        copies.add(new Copy(from, pool(folder(path)), path));
    }

    private boolean exists(String path) {
        return volume(path).isPresent();
    }

    private Optional<Volume> volume(String path) {
        try {
            return Optional.of(host.volumes().withPath(path));
        } catch (VirtException _) {
            // not in a pool that is known, or made since that was looked into
        }
        try {
            Pool pool = pool(folder(path));
            pool.refresh();
            return Optional.of(host.volumes().withPath(path));
        } catch (VirtException _) {
            return Optional.empty();
        }
    }

    private static String folder(String path) {
        return path.lastIndexOf('/') <= 0 ? "/" : path.substring(0, path.lastIndexOf('/'));
    }

    /** The pool of a folder; where there is none, one for as long as this takes. */
    private Pool pool(String folder) {
        try {
            return host.pools().withTarget(folder);
        } catch (VirtException _) {
            Pool pool = host.pools().create("<pool type='dir'><name>clone-" + UUID.randomUUID() + "</name><target><path>"
                    + Xml.escape(folder) + "</path></target></pool>", 0);
            opened.push(pool);
            return pool;
        }
    }

    /** A copy stands on no other image: what it would read there is in it. */
    void copy() {
        for (Copy copy : copies) {
            Draft like = Draft.parse(copy.from.xml());
            Draft volume = new Draft("volume");
            volume.set("name", copy.path.substring(copy.path.lastIndexOf('/') + 1));
            String size = like.get("capacity").orElse("0");
            volume.set("capacity", size);
            volume.set("allocation", how.nonsparse ? size : "0");
            like.get("target/format/@type").ifPresent(format -> volume.set("target/format/@type", format));
            made.push(copy.into.createVolume(volume.toXml(), copy.from, how.reflink ? REFLINK : 0));
        }
    }

    /** The machine is there: its disks stay. */
    void keep() {
        made.clear();
    }

    @Override public void close() {
        made.forEach(volume -> volume.delete(0));
        opened.forEach(Pool::destroy);
    }
}
