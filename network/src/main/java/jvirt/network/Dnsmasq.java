package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import jvirt.api.VirtException;
import jvirt.api.network.Network;
import jvirt.host.Child;
import jvirt.host.ErrnoException;
import jvirt.host.Program;

/**
 * The dnsmasq of one running network: it outlives the daemon, is found again by its process file, and is started anew when it
 * dies. What it reads is written before it starts; names and known guests may change while it runs.
 */
final class Dnsmasq {
    private static final Logger LOG = System.getLogger("jvirt.network");
    private static final int SIGHUP = 1;
    private static final Duration END_LIMIT = Duration.ofSeconds(3);
    /** One that dies sooner than this after its start is not started at once again. */
    private static final Duration TOO_SOON = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(30);

    private final Supplier<Turn.Held> turn;
    private final NetworkFolders folders;
    private final String name;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private volatile Optional<Child> process = Optional.empty();
    private volatile Network network;

    /** @param turn takes its network's turn, for when it has to be started again by itself */
    Dnsmasq(NetworkFolders folders, Network network, Supplier<Turn.Held> turn) {
        this.turn = turn;
        this.folders = folders;
        this.name = network.name();
        this.network = network;
    }

    private DnsmasqConfig config() {
        return new DnsmasqConfig(network, folders.dnsmasq(), Optional.of(folders.pidFile(name)));
    }

    /** Starts it; it has its sockets when this returns. */
    void start() {
        wanted.set(true);
        try {
            launch();
        } catch (RuntimeException e) {
            wanted.set(false);
            throw e;
        }
    }

    private void launch() {
        writeFiles();
        Path configuration = folders.configuration(name);
        try {
            Program.Result result = Program.of(program(), "--conf-file=" + configuration,
                    "--dhcp-leasefile=" + folders.leases(name)).attempt();
            if (result.status() != 0) {
                throw NETWORK.error(INTERNAL_ERROR, "Child process (%s --conf-file=%s) unexpected exit status %d: %s", program(),
                        configuration, result.status(), result.complaint());
            }
            // the program that was started ends when its child has written this file
            Child child = find().orElseThrow(() ->
                    NETWORK.error(INTERNAL_ERROR, "dnsmasq of network '%s' has ended at once", name));
            watch(child);
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "cannot start dnsmasq: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NETWORK.error(INTERNAL_ERROR, e, "interrupted while dnsmasq of network '%s' started", name);
        }
    }

    private static String program() {
        return Program.find("dnsmasq").map(Path::toString).orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, "Cannot find 'dnsmasq' in path"));
    }

    private void writeFiles() {
        DnsmasqConfig config = config();
        write(folders.configuration(name), config.text(), "rw-------");
        write(config.hostsFile(), config.hosts(), "rw-r--r--");
        write(config.namesFile(), config.names(), "rw-r--r--");
    }

    /** These files are made anew at every start: they are whole for their reader, but not synced. */
    private static void write(Path file, String text, String permissions) {
        try {
            Files.createDirectories(file.getParent());
            Path temporary = file.resolveSibling(file.getFileName() + ".new");
            Files.writeString(temporary, text);
            Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString(permissions));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "cannot write config file '%s': %s", file, e.getMessage());
        }
    }

    /** The process of the process file, if it runs and is this network's. */
    private Optional<Child> find() {
        try {
            int pid = Integer.parseInt(Files.readString(folders.pidFile(name)).strip());
            long started = Child.startTime(pid);
            String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            if (!command.contains(folders.configuration(name).toString())) return Optional.empty();
            return Child.find(pid, started);
        } catch (IOException | NumberFormatException _) {
            return Optional.empty();
        }
    }

    private void watch(Child child) {
        process = Optional.of(child);
        long since = System.nanoTime();
        child.onEnd(_ -> {
            if (!wanted.get()) return;
            Thread.ofVirtual().name("dnsmasq of " + name).start(() -> revive(Duration.ofNanos(System.nanoTime() - since)));
        });
    }

    /** It has ended and nobody wanted that: it is started again, and again until that works. */
    private void revive(Duration lived) {
        LOG.log(Level.WARNING, "dnsmasq of network {0} has ended; it is started again", name);
        try {
            if (lived.compareTo(TOO_SOON) < 0) Thread.sleep(TOO_SOON);
            while (!startedAgain()) Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean startedAgain() {
        try (var _ = turn.get()) {
            if (wanted.get() && process.map(child -> !child.alive()).orElse(true)) launch();
            return true;
        } catch (VirtException e) {
            LOG.log(Level.ERROR, "dnsmasq of network {0} does not start again: {1}", name, e.getMessage());
            return false;
        }
    }

    boolean hasLeases() {
        return Files.exists(folders.leases(name));
    }

    void forgetLeases() throws IOException {
        Files.deleteIfExists(folders.leases(name));
    }

    /** After the daemon's own start: takes up the one that runs, or starts one. */
    void reclaim() {
        wanted.set(true);
        Optional<Child> running = find();
        if (running.isPresent()) {
            watch(running.get());
            refresh(network);
        } else {
            launch();
        }
    }

    /** Names or known guests have changed: it reads them again. */
    void refresh(Network changed) {
        network = changed;
        Optional<Child> running = process.filter(Child::alive);
        if (running.isEmpty()) {
            start();
            return;
        }
        writeFiles();
        try {
            running.get().signal(SIGHUP);
        } catch (ErrnoException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "cannot signal dnsmasq of network '%s': %s", name, e.reason());
        }
    }

    /** What it reads only at its start has changed. */
    void restart(Network changed) {
        stop();
        network = changed;
        if (DnsmasqConfig.needed(changed)) start();
    }

    /** Ends it, and takes away what it was given; its leases stay. */
    void stop() {
        wanted.set(false);
        Optional<Child> running = process.or(this::find);
        process = Optional.empty();
        try {
            if (running.isPresent()) end(running.get());
            for (Path file : new Path[] {folders.configuration(name), config().hostsFile(), config().namesFile(),
                folders.pidFile(name)}) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw NETWORK.error(SYSTEM_ERROR, e, "cannot stop dnsmasq of network '%s': %s", name, e.getMessage());
        }
    }

    private static void end(Child child) throws IOException {
        try {
            child.signal(Child.SIGTERM);
            if (!child.await(END_LIMIT)) child.signal(Child.SIGKILL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
