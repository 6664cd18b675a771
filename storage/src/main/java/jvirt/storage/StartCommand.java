package jvirt.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolOptions;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.PoolType;

/** The command that makes a pool's place accessible. */
public final class StartCommand {
    /** No device, no other user's rights and no program comes out of a pool. */
    private static final String SAFE = "nodev,nosuid,noexec";

    private StartCommand() {}

    /** The command, for the kinds that have one. */
    public static Optional<List<String>> of(Pool pool) {
        return switch (pool.type()) {
            case FS, NETFS -> Optional.of(mount(pool));
            case LOGICAL -> Optional.of(activate(pool, true));
            default -> Optional.empty();
        };
    }

    /** What is mounted: a device, or a folder of a server's. */
    static String source(Pool pool) {
        PoolSource source = pool.source();
        if (pool.type() == PoolType.FS) return source.devices().getFirst().path();
        String host = source.hosts().getFirst().name();
        String folder = source.directory().orElseThrow();
        return source.format().equals(Optional.of("cifs")) ? "//" + host + "/" + folder : host + ":" + folder;
    }

    private static List<String> mount(Pool pool) {
        boolean network = pool.type() == PoolType.NETFS;
        String format = pool.source().format().orElse("auto");
        List<String> options = new ArrayList<>(List.of(SAFE));
        if (network && format.equals("glusterfs")) {
            options.add("direct-io-mode=1");
        } else if (network && format.equals("cifs")) {
            options.add("guest");
        } else if (network) {
            pool.source().protocolVersion().ifPresent(version -> options.add("nfsvers=" + version));
        }
        pool.options().map(PoolOptions::options).orElse(List.of()).forEach(option -> options.add(option.name()));
        List<String> words = new ArrayList<>(List.of("mount", "-o", String.join(",", options)));
        // mount finds out about nfs by itself, but not when told to
        if (!(network && format.equals("auto"))) words.addAll(List.of("-t", format));
        words.addAll(List.of(source(pool), pool.path()));
        return words;
    }

    /** Makes a volume group's volumes appear or vanish. */
    static List<String> activate(Pool pool, boolean on) {
        return List.of("vgchange", on ? "-aly" : "-aln", pool.source().name().orElseThrow());
    }
}
