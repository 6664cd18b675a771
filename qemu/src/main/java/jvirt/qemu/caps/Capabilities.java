package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.host.AtomicFile;

/**
 * The capabilities of every QEMU of this host. Asked for when somebody first needs them, kept in memory and in a file while
 * neither the binary nor what matters of the host has changed.
 */
public final class Capabilities {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final Path folder;
    private final Prober prober;
    private final HostFacts host;
    private final Emulators emulators;
    private final ConcurrentHashMap<String, Slot> slots = new ConcurrentHashMap<>();

    /** What is known of one binary; who holds the lock is finding it out. */
    private static final class Slot {
        private final ReentrantLock finding = new ReentrantLock();
        private volatile Optional<QemuCapabilities> known = Optional.empty();
    }

    /**
     * @param cache the folder of files that may be deleted at any time
     * @param scratch where sockets may be for a moment
     */
    public Capabilities(Path cache, Path scratch, HostFacts host) {
        this.folder = cache.resolve("capabilities");
        this.prober = new Prober(scratch);
        this.host = host;
        this.emulators = new Emulators(host.architecture());
    }

    public HostFacts host() {
        return host;
    }

    public Emulators emulators() {
        return emulators;
    }

    /** Takes away what a daemon before us has left of its asking; before anybody asks. */
    public void forgetLeft() {
        prober.forgetLeft();
    }

    /** Begins to find out about all that is installed, so that nobody has to wait for it later. */
    public void warmUp() {
        for (Path binary : emulators.installed()) {
            Thread.ofVirtual().name("capabilities of " + binary.getFileName()).start(() -> {
                try {
                    of(binary.toString());
                } catch (VirtException e) {
                    LOG.log(Level.WARNING, e.getMessage());
                }
            });
        }
    }

    /**
     * What this binary can do. Waits while it is asked. What it said to us holds as long as we and it are the same: a
     * {@code /dev/kvm} that opens and then makes no guest would otherwise have it asked at each call.
     */
    public QemuCapabilities of(String binary) {
        Slot slot = slots.computeIfAbsent(binary, _ -> new Slot());
        Optional<QemuCapabilities> known = slot.known.filter(host::sameBinary);
        if (known.isPresent()) return known.get();
        slot.finding.lock();
        try {
            QemuCapabilities caps = slot.known.filter(host::sameBinary).or(() -> load(binary)).orElseGet(() -> probe(binary));
            slot.known = Optional.of(caps);
            return caps;
        } finally {
            slot.finding.unlock();
        }
    }

    /** The capabilities of the binary that runs guests of that architecture on this host, where there is one. */
    public Optional<QemuCapabilities> ofArchitecture(String architecture) {
        return emulators.of(architecture).map(binary -> of(binary.toString()));
    }

    private Path file(String binary) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(binary.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash) + ".xml");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<QemuCapabilities> load(String binary) {
        Path file = file(binary);
        if (!Files.exists(file)) return Optional.empty();
        try {
            QemuCapabilities caps = CapabilitiesFile.parse(Files.readString(file));
            return Optional.of(caps).filter(read -> read.emulator().equals(binary)).filter(host::stillHolds);
        } catch (IOException | RuntimeException e) {
            // a file of another version, or half of one: it is made anew
            LOG.log(Level.INFO, "asking " + binary + " again: " + file + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private QemuCapabilities probe(String binary) {
        try {
            QemuCapabilities caps = prober.probe(Path.of(binary), host);
            AtomicFile.write(file(binary), CapabilitiesFile.format(caps));
            return caps;
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, e, "Cannot check QEMU binary %s: %s", binary, e.getMessage());
        }
    }
}
