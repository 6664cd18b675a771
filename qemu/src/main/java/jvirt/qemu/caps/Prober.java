package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.host.Child;
import jvirt.host.Descriptor;
import jvirt.host.Program;
import jvirt.host.Spawn;
import jvirt.host.Undo;
import jvirt.host.UnixSocket;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.Wire;

/** Starts a QEMU without a guest, asks it, and ends it. Nothing of it stays. */
final class Prober {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** A cold QEMU with all its modules, on a loaded host. */
    private static final Duration START = Duration.ofSeconds(30);
    private static final Duration END = Duration.ofSeconds(5);
    /** More of its last words would be no help. */
    private static final int COMPLAINT_MAX = 1000;

    private static final String PREFIX = "probe";

    private final Path scratch;

    /** @param scratch an existing folder in which sockets and logs may be for a moment; its path must be short */
    Prober(Path scratch) {
        this.scratch = scratch;
    }

    /** Deletes what a daemon that was killed while it asked has left; nobody may ask now. */
    void forgetLeft() {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(scratch, PREFIX + "*")) {
            for (Path folder : folders) delete(folder);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "what an interrupted probe has left stays in " + scratch, e);
        }
    }

    /** What this binary can do on this host. */
    QemuCapabilities probe(Path binary, HostFacts host) throws IOException {
        if (!Files.exists(binary)) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, "Cannot check QEMU binary %s: No such file or directory", binary);
        }
        if (!Files.isExecutable(binary)) {
            throw ErrorDomain.QEMU.error(SYSTEM_ERROR, "QEMU binary %s is not executable", binary);
        }
        Identity slow = host.identity(binary, false);
        QemuCapabilities found = first(binary, host, slow);
        if (!found.has(QemuFlag.KVM)) return found;
        if (found.has(QemuFlag.TCG)) {
            QemuCapabilities first = found;
            found = run(binary, "tcg", qemu -> Probe.askForTcg(qemu, first));
        }
        return new QemuCapabilities(host.identity(binary, true), found.flags(), found.version(), found.kvmVersion(),
                found.packaged(), found.architecture(), found.offers(), found.gics(), found.sev(), found.sgx(), found.hyperv(),
                host.nesting(), host.secureGuest());
    }

    /** What it says of the best that the host has; a KVM with which it crashes or hangs is none. */
    private QemuCapabilities first(Path binary, HostFacts host, Identity slow) throws IOException {
        if (!host.kvm()) return run(binary, "tcg", qemu -> Probe.ask(qemu, slow));
        try {
            return run(binary, "kvm:tcg", qemu -> Probe.ask(qemu, slow));
        } catch (VirtException e) {
            QemuCapabilities found = run(binary, "tcg", qemu -> Probe.ask(qemu, slow));
            LOG.log(Level.WARNING, "no KVM for " + binary + ", which works without: " + e.getMessage());
            return found;
        }
    }

    private QemuCapabilities run(Path binary, String accelerators, Function<Monitor, QemuCapabilities> ask) throws IOException {
        try (Undo undo = new Undo()) {
            Path folder = Files.createTempDirectory(scratch, PREFIX);
            undo.add("delete " + folder, () -> delete(folder));
            Path log = folder.resolve("log");
            Path path = folder.resolve("qmp");
            Child qemu;
            // QEMU gets a socket that listens already: nobody has to wait until there is one
            try (Descriptor socket = UnixSocket.listen(path)) {
                qemu = new Spawn(endingWithUs(binary.toString(), "-S", "-no-user-config", "-nodefaults", "-nographic", "-machine",
                        "none,accel=" + accelerators, "-chardev", "socket,id=qmp,fd=3,server=on,wait=off", "-mon",
                        "chardev=qmp,mode=control"), environment(), log, List.of(socket)).start();
            }
            undo.add("end QEMU " + qemu.pid(), () -> {
                qemu.signal(Child.SIGKILL);
                qemu.await(END);
            });
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                channel.connect(UnixDomainSocketAddress.of(path));
                try (Monitor monitor = Monitor.open(Wire.of(channel), binary.getFileName().toString(), START)) {
                    return ask.apply(monitor);
                }
            } catch (IOException | VirtException e) {
                throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "Failed to probe QEMU binary with QMP: %s: %s", binary,
                        complaint(qemu, log, e));
            }
        }
    }

    /** A command that the kernel ends when our thread ends: a daemon that is killed while it asks leaves no QEMU behind. */
    private static List<String> endingWithUs(String... command) {
        List<String> all = new ArrayList<>();
        Program.find("setpriv").ifPresent(setpriv -> all.addAll(List.of(setpriv.toString(), "--pdeathsig", "KILL", "--")));
        all.addAll(List.of(command));
        return all;
    }

    /** QEMU's own last words where it ended, else what went wrong between us. */
    private static String complaint(Child qemu, Path log, Exception e) throws IOException {
        String said = Files.exists(log) ? Files.readString(log).strip() : "";
        if (said.isEmpty()) return qemu.alive() ? e.getMessage() : "it ended at once (" + e.getMessage() + ")";
        return said.substring(Math.max(0, said.length() - COMPLAINT_MAX));
    }

    private static List<String> environment() {
        return Stream.of("PATH", "LD_LIBRARY_PATH", "HOME").filter(name -> System.getenv(name) != null)
                .map(name -> name + "=" + System.getenv(name)).toList();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(folder);
    }
}
