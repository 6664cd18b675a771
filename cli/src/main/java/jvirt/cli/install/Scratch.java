package jvirt.cli.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.cli.xml.Draft;
import jvirt.client.Connection;
import jvirt.client.Pool;
import jvirt.client.Volume;

/**
 * Where the files lie that an installation boots from: a folder that QEMU can look into, or, where the daemon is another
 * host's or another user's, volumes of a pool of its own. They are gone when the guest has begun to boot.
 */
final class Scratch implements AutoCloseable {
    private static final String POOL = "boot-scratch";
    private static final Path SYSTEM = Path.of("/var/lib/jvirt/boot");
    private static final int CHUNK = 256 << 10;

    private final Connection connection;
    private final Path folder;
    private final Optional<String> poolFolder;
    private final List<Volume> volumes = new ArrayList<>();

    private Scratch(Connection connection, Path folder, Optional<String> poolFolder) {
        this.connection = connection;
        this.folder = folder;
        this.poolFolder = poolFolder;
    }

    /** A place for the guests of this connection. */
    static Scratch of(Connection connection, Facts facts) {
        try {
            Optional<Path> asked = Optional.ofNullable(System.getenv("JVIRT_SCRATCH_DIR")).map(Path::of);
            boolean ours = !facts.remote() && (facts.session() || asked.isPresent() || canWrite());
            Path base = asked.orElse(facts.session() || !ours ? Path.of(facts.home(), ".cache", "jvirt", "boot") : SYSTEM);
            Files.createDirectories(base);
            Path folder = Files.createTempDirectory(base, "install-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
            return new Scratch(connection, folder, ours ? Optional.empty() : Optional.of(SYSTEM.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the installer's files: " + e.getMessage(), e);
        }
    }

    private static boolean canWrite() {
        try {
            Files.createDirectories(SYSTEM);
            return Files.isWritable(SYSTEM);
        } catch (IOException e) {
            return false;
        }
    }

    /** A new file's path, to be written by us. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Makes a file readable for QEMU; returns where QEMU finds it. */
    String publish(Path file) {
        try {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            return poolFolder.isPresent() ? upload(file) : file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot hand over " + file + ": " + e.getMessage(), e);
        }
    }

    private String upload(Path file) throws IOException {
        Draft document = new Draft("volume");
        document.set("name", folder.getFileName() + "-" + file.getFileName());
        document.set("capacity", Long.toString(Files.size(file)));
        document.set("target/format/@type", "raw");
        Volume volume = pool().createVolume(document.toXml(), 0);
        volumes.add(volume);
        try (InputStream in = Files.newInputStream(file); var stream = volume.upload(0, Files.size(file), 0)) {
            byte[] chunk = new byte[CHUNK];
            for (int read = in.read(chunk); read > 0; read = in.read(chunk)) stream.send(Arrays.copyOf(chunk, read));
            stream.finish();
        }
        return volume.path();
    }

    private Pool pool() {
        try {
            Pool pool = connection.pools().named(POOL);
            if (!pool.active()) pool.start(0);
            return pool;
        } catch (VirtException e) {
            Draft document = new Draft("pool");
            document.set("@type", "dir");
            document.set("name", POOL);
            document.set("target/path", poolFolder.orElseThrow());
            Pool pool = connection.pools().define(document.toXml(), 0);
            pool.build(0);
            pool.start(0);
            pool.autostart(true);
            return pool;
        }
    }

    @Override public void close() {
        for (Volume volume : volumes) volume.delete(0);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
            Files.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
