package jvirt.storage;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.storage.Pool;
import jvirt.api.xml.Element;
import jvirt.host.AtomicFile;
import jvirt.host.Roots;

/**
 * Pools on disk, where libvirt keeps them: definitions in {@code storage/NAME.xml}, links to those that start with the
 * daemon in {@code storage/autostart}, what is active in {@code storage/NAME.xml} of the run folder.
 */
final class PoolFiles {
    private static final Logger LOG = System.getLogger("jvirt.storage");

    private final Path definitions;
    private final Path autostart;
    private final Path states;

    PoolFiles(Roots roots) throws IOException {
        definitions = roots.etc().resolve("storage");
        autostart = definitions.resolve("autostart");
        states = roots.run().resolve("storage");
        Files.createDirectories(autostart);
        Files.createDirectories(states);
    }

    /** All definitions. One that cannot be read is left out and told of: it must not hold up the others. */
    List<Pool> definitions() throws IOException {
        List<Pool> pools = new ArrayList<>();
        for (Path file : documents(definitions)) {
            read(file, "pool").ifPresent(pools::add);
        }
        return pools;
    }

    /** The pools that were active when the daemon ended, by name. */
    Map<String, Pool> states() throws IOException {
        Map<String, Pool> pools = new LinkedHashMap<>();
        for (Path file : documents(states)) {
            read(file, "poolstate").ifPresent(pool -> pools.put(pool.name(), pool));
        }
        return pools;
    }

    private static List<Path> documents(Path folder) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.xml")) {
            found.forEach(files::add);
        }
        files.sort(null);
        return files;
    }

    private static Optional<Pool> read(Path file, String root) {
        try {
            Element element = Element.parse(Files.readString(file), root);
            Pool pool = Pool.parse(root.equals("pool") ? element : element.child("pool").orElse(element));
            if (file.getFileName().toString().equals(pool.name() + ".xml")) return Optional.of(pool);
            LOG.log(Level.ERROR, "Storage pool config filename ''{0}'' does not match pool name ''{1}''", file, pool.name());
        } catch (IOException | VirtException e) {
            LOG.log(Level.ERROR, "cannot read " + file + ": " + e.getMessage());
        }
        return Optional.empty();
    }

    private Path definition(String name) {
        return definitions.resolve(name + ".xml");
    }

    private Path link(String name) {
        return autostart.resolve(name + ".xml");
    }

    void write(Pool pool) {
        Path file = definition(pool.name());
        try {
            AtomicFile.write(file, warning(pool) + pool.format());
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot write data to file '%s'", file);
        }
    }

    private static String warning(Pool pool) {
        return """
                <!--
                WARNING: THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE
                OVERWRITTEN AND LOST. Changes to this xml configuration should be made using:
                  virsh pool-edit %s
                or other application using the libvirt API.
                -->

                """.formatted(pool.name().contains("--") ? pool.uuid() : pool.name());
    }

    /** Deletes the definition, and the link to it. */
    void delete(String name) {
        try {
            AtomicFile.delete(link(name));
            AtomicFile.delete(definition(name));
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot remove config for %s", name);
        }
    }

    void writeState(Pool pool) {
        Path file = states.resolve(pool.name() + ".xml");
        try {
            AtomicFile.write(file, "<poolstate>\n" + pool.format().indent(2) + "</poolstate>\n");
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot write data to file '%s'", file);
        }
    }

    void forgetState(Pool pool) {
        Path file = states.resolve(pool.name() + ".xml");
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot remove %s", file);
        }
    }

    boolean autostart(String name) {
        return Files.exists(link(name), LinkOption.NOFOLLOW_LINKS);
    }

    void setAutostart(String name, boolean wanted) {
        if (autostart(name) == wanted) return;
        try {
            if (wanted) {
                Files.createSymbolicLink(link(name), definition(name));
            } else {
                AtomicFile.delete(link(name));
            }
        } catch (IOException e) {
            throw wanted ? SystemErrors.of(e, "Failed to create symlink '%s' to '%s'", link(name), definition(name))
                    : SystemErrors.of(e, "Failed to delete symlink '%s'", link(name));
        }
    }
}
