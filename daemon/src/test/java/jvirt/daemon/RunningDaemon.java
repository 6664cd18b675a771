package jvirt.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.client.Connection;

/** A jvirtd of a test's own, in a private root that QEMU's user can get to; closing it ends its guests too. */
final class RunningDaemon implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(60);

    private final Path root;
    private final Map<String, String> environment;
    private Process process;

    private RunningDaemon(Path root, Map<String, String> environment) {
        this.root = root;
        this.environment = environment;
    }

    static RunningDaemon start() throws Exception {
        return start("");
    }

    /** With this configuration, in which {@code ROOT} is the private root. */
    static RunningDaemon start(String conf) throws Exception {
        return start(conf, Map.of());
    }

    /** The same, in which these variables are set. */
    static RunningDaemon start(String conf, Map<String, String> environment) throws Exception {
        Path root = Files.createTempDirectory("jvirt-it");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        RunningDaemon daemon = new RunningDaemon(root, environment);
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/jvirtd.conf"), conf.replace("ROOT", root.toString()));
        daemon.begin();
        return daemon;
    }

    /** What virsh says, and how it ended. */
    record Said(int status, String output, String error) {}

    void begin() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(CHECKOUT.resolve("bin/jvirtd").toString(), "--root", root.toString(), "--verbose")
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("jvirtd.log").toFile()));
        builder.environment().putAll(environment);
        process = builder.start();
        await("the daemon answers", () -> virsh("list").status == 0);
    }

    /** As a crash: no line of its own runs any more. */
    void kill() throws Exception {
        process.destroyForcibly().waitFor();
    }

    /** As a service is stopped; how it ended. */
    int stop() throws Exception {
        process.destroy();
        return process.waitFor();
    }

    /** Whether it ends by itself within this time. */
    boolean ended(int time, TimeUnit unit) throws InterruptedException {
        return process.waitFor(time, unit);
    }

    long pid() {
        return process.pid();
    }

    /** How many descriptors the daemon has open. */
    long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** What they are, one a line. */
    String openFiles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.map(RunningDaemon::target).sorted().collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return e.toString();    // closed meanwhile
        }
    }

    Path root() {
        return root;
    }

    Path log(String name) {
        return root.resolve("log/qemu").resolve(name);
    }

    String uri() {
        return "qemu+unix:///system?socket=" + root.resolve("run/libvirt-sock");
    }

    Connection connect() {
        return Connection.open(uri());
    }

    Said virsh(String... words) {
        return say(List.of("virsh", "-q", "-c", uri()), words);
    }

    /** What virt-admin says. */
    Said admin(String... words) {
        return say(List.of("virt-admin", "-q", "-c", "libvirtd+unix:///system?socket=" + root.resolve("run/libvirt-admin-sock")), words);
    }

    /** What a program says. */
    static Said say(List<String> program, String... words) {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(words));
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            builder.environment().put("LC_ALL", "C");
            Process child = builder.start();
            try {
                String output = new String(child.getInputStream().readAllBytes());
                String error = new String(child.getErrorStream().readAllBytes());
                if (!child.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("does not end: " + command);
                return new Said(child.exitValue(), output.strip(), error.strip());
            } finally {
                child.destroyForcibly();
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The same, which must succeed. */
    String ok(String... words) {
        Said said = virsh(words);
        if (said.status != 0) throw new AssertionError(List.of(words) + ": " + said.error + "\n" + daemonLog());
        return said.output;
    }

    String daemonLog() {
        try {
            return Files.readString(root.resolve("jvirtd.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A document in a file, for virsh. */
    String file(String text) throws IOException {
        Path file = Files.createTempFile(root, "d", ".xml");
        return Files.writeString(file, text).toString();
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, condition, () -> "");
    }

    /** @param instead says how things are, if it does not become so */
    static void await(String what, BooleanSupplier condition, Supplier<String> instead) throws InterruptedException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) throw new AssertionError("not within " + SOON.toSeconds() + " s: " + what + "\n" + instead.get());
            Thread.sleep(50);
        }
    }

    /** Processes that have our root on their command line, but for the daemon. */
    List<ProcessHandle> qemus() {
        return ProcessHandle.allProcesses().filter(one -> {
            try {
                String line = Files.readString(Path.of("/proc/" + one.pid() + "/cmdline")).replace('\0', ' ');
                return line.contains(root + "/") && line.contains("-name guest=");
            } catch (IOException _) {
                return false;
            }
        }).toList();
    }

    /** What a machine leaves on the host while it runs; the same before and after. */
    List<String> inventory() throws IOException {
        List<String> found = new ArrayList<>();
        for (String folder : List.of("lib/qemu", "run/qemu", "etc/qemu")) {
            try (Stream<Path> files = Files.walk(root.resolve(folder))) {
                files.filter(file -> !file.getFileName().toString().equals("owners")).map(Path::toString).sorted().forEach(found::add);
            }
        }
        qemus().forEach(process -> found.add("process " + process.pid()));
        return found;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        for (ProcessHandle qemu : qemus()) {
            qemu.destroyForcibly();
            qemu.onExit().orTimeout(SOON.toSeconds(), TimeUnit.SECONDS).join();
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }
}
