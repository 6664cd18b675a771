package jvirt.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Runs one of the distribution's programs to its end; a failure says what the program said. */
public final class Program {
    /** How long a helper may take when nothing else is said; those that copy images have their own. */
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, Path> FOUND = new ConcurrentHashMap<>();

    private final List<String> command;
    private String input = "";
    private Duration limit = LIMIT;
    private Optional<Map<String, String>> environment = Optional.empty();

    private Program(List<String> command) {
        this.command = command;
    }

    public static Program of(String... command) {
        return new Program(List.of(command));
    }

    public static Program of(List<String> command) {
        return new Program(List.copyOf(command));
    }

    /** What the program reads on its standard input. */
    public Program input(String text) {
        input = text;
        return this;
    }

    public Program limit(Duration most) {
        limit = most;
        return this;
    }

    /** All that the program has of an environment; ours when it is not said. */
    public Program environment(Map<String, String> variables) {
        environment = Optional.of(variables);
        return this;
    }

    /** A program that ended: its exit status and what it said. */
    public record Result(List<String> command, int status, String output, String error) {
        /** The last lines of what it complained about, in one line. */
        public String complaint() {
            String text = error.isBlank() ? output : error;
            return text.strip().replace('\n', ' ');
        }
    }

    /** Runs it and returns its output; any status but 0 is an exception with what it complained about. */
    public String run() throws IOException, InterruptedException {
        Result result = attempt();
        if (result.status != 0) {
            throw new IOException(name() + " failed with status " + result.status + ": " + result.complaint());
        }
        return result.output;
    }

    /** Runs it, whatever its status. */
    public Result attempt() throws IOException, InterruptedException {
        Faults.point("run " + String.join(" ", command));
        ProcessBuilder builder = new ProcessBuilder(command);
        environment.ifPresent(variables -> {
            builder.environment().clear();
            builder.environment().putAll(variables);
        });
        Process process = builder.start();
        try {
            var output = new Reader(process.getInputStream());
            var error = new Reader(process.getErrorStream());
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // it ended without reading: its status says more
            }
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(name() + " did not end within " + limit.toSeconds() + " s");
            }
            return new Result(command, process.exitValue(), output.text(), error.text());
        } finally {
            process.destroyForcibly();
        }
    }

    private String name() {
        return Path.of(command.getFirst()).getFileName().toString();
    }

    /** Reads one of the program's outputs while it runs, so that it never waits for us. */
    private static final class Reader {
        private final List<String> read = new ArrayList<>();
        private final Thread thread;

        Reader(InputStream stream) {
            thread = Thread.ofVirtual().start(() -> {
                try (stream) {
                    read.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }

        String text() throws InterruptedException {
            thread.join();
            return String.join("", read);
        }
    }

    /**
     * Where a program is, looked for in PATH and in the folders of administrators' programs. Where it was found it is taken to be
     * until it is gone from there.
     */
    public static Optional<Path> find(String name) {
        Path known = FOUND.get(name);
        if (known != null && Files.isExecutable(known)) return Optional.of(known);
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin:/usr/local/bin:/usr/libexec";
        Optional<Path> found = Arrays.stream(path.split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
        found.ifPresent(file -> FOUND.put(name, file));
        return found;
    }
}
