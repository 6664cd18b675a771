package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jvirt.conformance.differential.Script.Step;

/** A daemon with everything it starts, in namespaces of its own: ending it ends them all, and the host never sees them. */
final class Side implements AutoCloseable {
    private static final int START_SECONDS = 60;
    private static final int STEP_SECONDS = 120;

    /** What came of one step. */
    record Outcome(int status, String output, String error) {}

    /** Where a daemon listens, and has what administrators look at. */
    private record Place(Path socket, Path etc, Path run) {}

    private final Path dir;
    private final Path socket;
    private final Process process;
    private final Map<String, String> variables;

    private Side(Path dir, Place place, Process process, Map<String, String> guest) {
        this.dir = dir;
        this.socket = place.socket;
        this.process = process;
        // long names first: one may begin with another
        this.variables = new java.util.TreeMap<>(Comparator.comparingInt(String::length).reversed().thenComparing(name -> name));
        variables.putAll(guest);
        variables.put("DIR", dir.resolve("files").toString());
        variables.put("IMG", dir.resolve("img").toString());
        variables.put("ETC", place.etc.toString());
        variables.put("RUN", place.run.toString());
        variables.put("V", "virsh -c '" + uri() + "'");
    }

    String uri() {
        return "qemu+unix:///system?socket=" + socket;
    }

    /** Stock libvirtd: its folders are hidden behind empty ones, but for the cache of QEMU's capabilities. */
    static Side stock(Path dir, Map<String, String> guest) throws IOException, InterruptedException {
        folders(dir);
        Files.writeString(dir.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                """.formatted(dir.resolve("sock")));
        Files.createDirectories(dir.resolve("sock"));
        return start(dir, new Place(dir.resolve("sock/libvirt-sock"), Path.of("/etc/libvirt"), Path.of("/run/libvirt")), """
                mkdir -p /run/libvirt /var/cache/libvirt /var/log/libvirt
                cp -r /etc/libvirt/nwfilter %1$s/nwfilter
                for d in /etc/libvirt /var/lib/libvirt /run/libvirt /var/log/libvirt; do mount -t tmpfs -o mode=755 side $d; done
                mv %1$s/nwfilter /etc/libvirt/nwfilter
                mkdir -p /var/lib/libvirt/qemu /var/lib/libvirt/images
                echo 'stdio_handler = "file"' > /etc/libvirt/qemu.conf
                echo 'swtpm_user = "root"' >> /etc/libvirt/qemu.conf
                echo 'swtpm_group = "root"' >> /etc/libvirt/qemu.conf
                libvirtd -f %1$s/libvirtd.conf -p %1$s/pid > %1$s/log 2>&1 &
                """.formatted(dir), guest);
    }

    /** jvirtd of this checkout. */
    static Side ours(Path dir, Path checkout, Map<String, String> guest) throws IOException, InterruptedException {
        folders(dir);
        Path root = dir.resolve("root");
        return start(dir, new Place(root.resolve("run/libvirt-sock"), root.resolve("etc"), root.resolve("run")),
                "%s --root %s > %s 2>&1 &\n".formatted(checkout.resolve("bin/jvirtd"), root, dir.resolve("log")), guest);
    }

    private static void folders(Path dir) throws IOException {
        Files.createDirectories(dir.resolve("files"));
        Files.createDirectories(dir.resolve("img"));
    }

    /** The shell is the first process of its namespace: it reaps what is orphaned in it, and its end ends everything there. */
    private static Side start(Path dir, Place place, String daemon, Map<String, String> guest)
            throws IOException, InterruptedException {
        String script = "mount --make-rprivate / && ip link set lo up\n" + daemon + "while :; do wait; sleep 3600 & wait $!; done\n";
        Process process = new ProcessBuilder("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh",
                "-c", script).redirectErrorStream(true).redirectOutput(dir.resolve("shell.log").toFile()).start();
        Side side = new Side(dir, place, process, guest);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (side.sh("$V uri").status() != 0) {
            if (System.nanoTime() > deadline || !process.isAlive()) {
                side.close();
                throw new IOException("the daemon did not come up: " + Files.readString(dir.resolve("log")));
            }
            Thread.sleep(100);
        }
        // the shell is the child of unshare, which itself stays in the host's namespace of processes
        process.children().findFirst().ifPresent(shell -> {
            side.variables.put("IN", "nsenter --net --mount --target " + shell.pid());
            shell.children().filter(child -> child.info().command().filter(command -> !command.endsWith("sleep")).isPresent())
                    .min(Comparator.comparingLong(ProcessHandle::pid))
                    .ifPresent(child -> side.variables.put("DAEMON", Long.toString(child.pid())));
        });
        return side;
    }

    Outcome run(Step step) throws IOException, InterruptedException {
        return switch (step) {
            case Step.Virsh virsh -> sh("$V " + virsh.words());
            case Step.Shell shell -> sh(shell.words());
            case Step.File(int _, String name, String text) -> {
                Files.writeString(dir.resolve("files").resolve(name), expand(text));
                yield new Outcome(0, "", "");
            }
            case Step.Await await -> await(await);
        };
    }

    private Outcome await(Step.Await await) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Script.AWAIT_SECONDS);
        while (true) {
            Outcome outcome = sh("$V " + await.words());
            if (outcome.output().contains(await.wanted())) return new Outcome(0, await.wanted(), "");
            if (System.nanoTime() > deadline) return outcome;
            Thread.sleep(100);
        }
    }

    private String expand(String text) {
        String expanded = text;
        for (var variable : variables.entrySet()) expanded = expanded.replace("$" + variable.getKey(), variable.getValue());
        return expanded;
    }

    private Outcome sh(String words) throws IOException, InterruptedException {
        Path out = dir.resolve("out");
        Path err = dir.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", expand(words)));
        builder.environment().put("LC_ALL", "C");
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process child = builder.start();
        if (!child.waitFor(STEP_SECONDS, TimeUnit.SECONDS)) {
            child.destroyForcibly();
            return new Outcome(-1, "", "did not end within " + STEP_SECONDS + " s");
        }
        return new Outcome(child.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
