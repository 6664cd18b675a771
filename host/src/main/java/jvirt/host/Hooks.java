package jvirt.host;

import static jvirt.api.ErrorCode.HOOK_SCRIPT_FAILED;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/**
 * The administrator's scripts that are called when something happens, in libvirt's form: the program {@code hooks/KIND}, then
 * those in {@code hooks/KIND.d} by name. Each is told by its arguments what happened, and reads a document. They are looked for
 * at each call: one that was put there is called without anybody being told.
 *
 * @param folders where scripts are; the same script is called once
 */
public record Hooks(List<Path> folders) {
    private static final Logger LOG = System.getLogger("jvirt.host");
    public static final Hooks NONE = new Hooks(List.of());
    /** A script may rebind devices or move images; one that never ends must not hold a machine for ever. */
    private static final Duration LIMIT = Duration.ofHours(1);
    /** What scripts get of our environment: {@code virCommandAddEnvPassCommon}, libvirt 9.0.0. */
    private static final List<String> PASSED = List.of("LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "HOME", "USER", "LOGNAME", "TMPDIR");

    /** Whose scripts: each has a program of its own. */
    public enum Kind {
        DAEMON, QEMU, NETWORK;

        private String script() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether an operation begins or has ended. */
    public enum Phase {
        NONE("-"), BEGIN("begin"), END("end");

        private final String word;

        Phase(String word) {
            this.word = word;
        }
    }

    /** What happened to whom, as scripts are told. */
    public record Happening(String subject, String operation, Phase phase, String extra) {
        public Happening(String subject, String operation, Phase phase) {
            this(subject, operation, phase, "-");
        }
    }

    /** Tells the scripts; libvirt's error when one of them refuses. */
    public void tell(Kind kind, Happening what, Supplier<String> document) {
        ask(kind, what, document);
    }

    /** Tells the scripts of what has happened already: their refusal changes nothing. */
    public void report(Kind kind, Happening what, Supplier<String> document) {
        try {
            tell(kind, what, document);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, e.getMessage().strip());
        }
    }

    /** Tells the scripts and returns what they made of the document, if they said anything: each reads what the one before said. */
    public Optional<String> ask(Kind kind, Happening what, Supplier<String> document) {
        List<Path> scripts = scripts(kind.script());
        if (scripts.isEmpty()) return Optional.empty();
        String given = document.get();
        Optional<String> made = Optional.empty();
        Optional<VirtException> refusal = Optional.empty();
        for (Path script : scripts) {
            try {
                String said = run(script, what, made.orElse(given));
                if (!said.isEmpty()) made = Optional.of(said);
            } catch (VirtException e) {
                refusal = Optional.of(e);      // those that follow are told all the same
            }
        }
        if (refusal.isPresent()) throw refusal.get();
        return made;
    }

    private List<Path> scripts(String kind) {
        List<Path> scripts = new ArrayList<>();
        for (Path folder : folders) {
            List<Path> found = new ArrayList<>();
            Path script = folder.resolve(kind);
            if (Files.isRegularFile(script) && Files.isExecutable(script)) found.add(script);
            found.addAll(below(folder.resolve(kind + ".d")));
            for (Path one : found) {
                if (scripts.stream().noneMatch(other -> same(one, other))) scripts.add(one);
            }
        }
        return scripts;
    }

    private static List<Path> below(Path folder) {
        List<Path> scripts = new ArrayList<>();
        if (!Files.isDirectory(folder)) return scripts;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, file ->
                Files.isRegularFile(file) && Files.isExecutable(file))) {
            files.forEach(scripts::add);
        } catch (IOException e) {
            throw ErrorDomain.HOOK.error(HOOK_SCRIPT_FAILED, e, "cannot read %s: %s", folder, e.getMessage());
        }
        scripts.sort(null);
        return scripts;
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one, other);
        } catch (IOException _) {
            return false;
        }
    }

    private static String run(Path script, Happening what, String document) {
        List<String> words = List.of(script.toString(), what.subject, what.operation, what.phase.word, what.extra);
        Map<String, String> environment = environment();
        try {
            Program.Result result = Program.of(words).environment(environment).input(document).limit(LIMIT).attempt();
            if (result.status() == 0) return result.output();
            List<String> called = new ArrayList<>();
            environment.forEach((name, value) -> called.add(name + "=" + value));
            called.addAll(words);
            throw ErrorDomain.HOOK.error(HOOK_SCRIPT_FAILED, "internal error: Child process (%s) unexpected exit status %d%s",
                    String.join(" ", called), result.status(), result.error().isEmpty() ? "" : ": " + result.error());
        } catch (IOException e) {
            throw ErrorDomain.HOOK.error(HOOK_SCRIPT_FAILED, e, "%s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorDomain.HOOK.error(HOOK_SCRIPT_FAILED, e, "%s was interrupted", script);
        }
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("LC_ALL", "C");
        for (String name : PASSED) {
            String value = System.getenv(name);
            if (value != null) environment.put(name, value);
        }
        return environment;
    }
}
