package jvirt.cli.install;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import jvirt.api.xml.Element;

/** What pools are, and which of a connection's fits. */
final class Pools {
    private Pools() {}

    static String name(Element pool) {
        return pool.child("name").map(Element::text).orElse("");
    }

    static Optional<String> targetPath(Element pool) {
        return pool.child("target").flatMap(target -> target.child("path")).map(path -> clean(path.text()));
    }

    /** Where a volume of the pool is. */
    static String path(Element pool, String volume) {
        return targetPath(pool).map(folder -> (folder.endsWith("/") ? folder : folder + "/") + volume).orElse(volume);
    }

    /** {@code disk/@type} for the pool's volumes. */
    static String diskType(Element pool) {
        return switch (pool.attribute("type").orElse("dir")) {
            case "disk", "logical", "scsi", "mpath", "zfs" -> "block";
            case "gluster", "rbd", "iscsi", "iscsi-direct", "sheepdog" -> "network";
            default -> "file";
        };
    }

    static Optional<Element> named(Facts facts, String name) {
        return facts.pools().stream().filter(pool -> name(pool).equals(name)).findFirst();
    }

    static Optional<Element> ofFolder(Facts facts, String folder) {
        return facts.pools().stream().filter(pool -> targetPath(pool).filter(clean(folder)::equals).isPresent()).findFirst();
    }

    /** Without a slash behind, and none doubled. */
    private static String clean(String path) {
        return path.isEmpty() ? path : Path.of(path).normalize().toString();
    }

    /** The pool where new disks go; it is offered to be made when there is none. */
    static Element standard(Facts facts) {
        String folder = defaultFolder(facts);
        return named(facts, "default").or(() -> ofFolder(facts, folder)).orElseGet(() -> {
            facts.offerPool("default", folder);
            return named(facts, "default").orElseThrow(() -> InstallException.of("Couldn't create default storage pool '%s'", folder));
        });
    }

    /** The folder of the standard pool; a user's own connection keeps it at home. */
    static String defaultFolder(Facts facts) {
        if (!facts.session()) return facts.imageFolder();
        String data = Optional.ofNullable(System.getenv("XDG_DATA_HOME")).orElse(facts.home() + "/.local/share");
        return data + "/libvirt/images";
    }

    /** The pool of a folder, offered to be made where there is none. */
    static Optional<Element> forFolder(Facts facts, Path folder) {
        String base = folder.getFileName() == null ? "dirpool" : folder.getFileName().toString().replace(' ', '_');
        facts.offerPool(free(base, "-", "", name -> named(facts, name).isPresent()), folder.toString());
        return ofFolder(facts, folder.toString());
    }

    /** {@code base}, {@code base-1}, ...: the first name that is not taken. */
    static String free(String base, String separator, String suffix, Predicate<String> taken) {
        if (!taken.test(base + suffix)) return base + suffix;
        return IntStream.iterate(1, number -> number + 1).mapToObj(number -> base + separator + number + suffix)
                .filter(taken.negate()).findFirst().orElseThrow();
    }

    /** Paths that are not files in folders. */
    static boolean isSystemPath(String path) {
        return Set.of("/dev", "/sys", "/proc").stream().anyMatch(root -> path.equals(root) || path.startsWith(root + "/"));
    }
}
