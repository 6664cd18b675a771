package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.PoolType;
import jvirt.api.xml.Element;
import jvirt.host.Program;

/** Pools that are a file system, of a device or of a server, mounted on a folder. */
final class MountedBackend extends FolderBackend {
    /** A server that does not answer holds mount for minutes. */
    private static final Duration MOUNT_LIMIT = Duration.ofMinutes(3);
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    @Override
    public boolean isActive(Pool pool) {
        check(pool);
        return mounted(pool);
    }

    /** What must be there once and only once. */
    private static void check(Pool pool) {
        if (pool.type() == PoolType.NETFS) {
            if (pool.source().hosts().size() != 1) {
                throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "expected exactly 1 host for the storage pool");
            }
        } else if (pool.source().devices().isEmpty()) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "missing source device");
        } else if (pool.source().devices().size() != 1) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "expected exactly 1 device for the storage pool");
        }
    }

    /** Whether this source is mounted there: both must agree, another source is another pool's. */
    private static boolean mounted(Pool pool) {
        String source = StartCommand.source(pool);
        try {
            return Files.readAllLines(MOUNTS).stream().map(line -> line.split(" ")).filter(fields -> fields.length > 1)
                    .anyMatch(fields -> same(unescaped(fields[1]), pool.path()) && same(unescaped(fields[0]), source));
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot read mount list '%s'", MOUNTS);
        }
    }

    /** The kernel writes white space and backslashes of a path in octal. */
    private static String unescaped(String field) {
        return Pattern.compile("\\\\([0-7]{3})").matcher(field)
                .replaceAll(match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    private static boolean same(String mounted, String wanted) {
        if (mounted.equals(wanted)) return true;
        try {
            return mounted.startsWith("/") && wanted.startsWith("/")
                    && Path.of(mounted).toRealPath().equals(Path.of(wanted).toRealPath());
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public void build(Pool pool, Overwrite overwrite) throws InterruptedException {
        super.build(pool, overwrite);
        if (overwrite != Overwrite.UNSAID) makeFileSystem(pool, overwrite);
    }

    private static void makeFileSystem(Pool pool, Overwrite overwrite) throws InterruptedException {
        if (pool.source().devices().isEmpty()) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "No source device specified when formatting pool '%s'",
                    pool.name());
        }
        String device = pool.source().devices().getFirst().path();
        if (!Files.exists(Path.of(device))) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "Source device does not exist when formatting pool '%s'",
                    pool.name());
        }
        String format = pool.source().format().orElse("auto");
        if (overwrite == Overwrite.NEVER) BlockDevice.requireEmpty(device);
        if (Program.find("mkfs").isEmpty()) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "mkfs is not available on this platform: Failed to make filesystem "
                    + "of type '%s' on device '%s'", format, device);
        }
        List<String> words = new ArrayList<>(List.of("mkfs", "-t", format));
        // each has its own word for writing over what is there
        switch (format) {
            case "xfs" -> words.add("-f");
            case "ext2", "ext3", "ext4" -> words.add("-F");
            case "vfat" -> words.add("-I");
            default -> { }
        }
        words.add(device);
        SystemErrors.run(words, ImageMaker.LIMIT);
    }

    @Override
    public void start(Pool pool) throws InterruptedException {
        check(pool);
        if (mounted(pool)) return;
        SystemErrors.run(StartCommand.of(pool).orElseThrow(), MOUNT_LIMIT);
    }

    @Override
    public void stop(Pool pool) throws InterruptedException {
        check(pool);
        if (mounted(pool)) SystemErrors.run(List.of("umount", pool.path()), MOUNT_LIMIT);
    }

    /** What a server exports; only servers can be asked. */
    @Override
    public String findSources(PoolType type, Optional<String> specification) throws InterruptedException {
        if (type == PoolType.FS) return super.findSources(type, specification);
        if (specification.isEmpty()) {
            throw ErrorDomain.STORAGE.error(INVALID_ARG, "hostname must be specified for netfs sources");
        }
        PoolSource wanted = PoolSource.parse(Element.parse(specification.get(), "source"), PoolType.NETFS);
        if (wanted.hosts().size() != 1) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "Expected exactly 1 host for the storage pool");
        }
        String host = wanted.hosts().getFirst().name();
        return Pool.formatSources(exports(wanted, host), PoolType.NETFS);
    }

    private static List<PoolSource> exports(PoolSource wanted, String host) throws InterruptedException {
        String output;
        try {
            output = SystemErrors.run(List.of("showmount", "--no-headers", "--exports", host), Duration.ofMinutes(1));
        } catch (VirtException e) {
            throw ErrorDomain.STORAGE.error(OPERATION_FAILED, e, "no storage pools were found on host '%s'", host);
        }
        Pattern export = Pattern.compile("^(/.*\\S) +\\S+$", Pattern.MULTILINE);
        return export.matcher(output).results().map(match -> new PoolSource(List.of(new PoolSource.Host(host, Optional.empty())),
                List.of(), Optional.of(match.group(1)), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of("nfs"), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty())).toList();
    }
}
