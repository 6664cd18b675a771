package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.daemon.log.Log;
import jvirt.rpc.Procedures;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.call.Program;
import jvirt.rpc.server.Calls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code docs/protocol.md} says what is true: which procedures there are, which have a handler, which test calls them. With
 * {@code -Dprotocol.page=write} the page is written anew.
 */
class ProtocolPageTest {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final Path PAGE = CHECKOUT.resolve("docs/protocol.md");
    /** What {@code tools/called} has recorded: a test's name and what it called, a line each. */
    private static final Path CALLED = CHECKOUT.resolve("docs/protocol.called");
    private static final int TESTS_A_LINE = 2;

    private static final String HEAD = """
            # The protocol, procedure by procedure

            Written by `ProtocolPageTest` (`-Dprotocol.page=write`), which fails when it is stale. A procedure is

            - *handled*: jvirtd does it;
            - *as stock*: libvirt 9.0's QEMU driver, and the drivers that Debian builds beside it, do not have it either: NO_SUPPORT;
            - *NO_SUPPORT*: jvirtd does not have it;
            - *told* or *not told*, where it is an event.

            The tests are those that were seen calling it (`tools/called`); names that end in `.steps` are scripts that run against
            stock libvirtd and jvirtd alike. Numbers above 443 came after libvirt 9.0.

            """;

    private record Tables(Calls calls, Calls admin) {
        boolean handles(Procedure procedure) {
            return calls.handles(procedure.type()) || admin.handles(procedure.type());
        }
    }

    @Test
    void thePageIsTrue(@TempDir Path root) throws IOException {
        String page;
        try (Daemon daemon = Daemon.open(new Options(Optional.of(root), false, false, false), Log.start(false))) {
            page = page(new Tables(daemon.calls(), daemon.adminCalls()));
        }
        if ("write".equals(System.getProperty("protocol.page"))) Files.writeString(PAGE, page);
        assertEquals(page, Files.readString(PAGE), "docs/protocol.md is stale; -Dprotocol.page=write writes it");
    }

    @Test
    void testsThatAreNamedExist() throws IOException {
        List<String> missing = new ArrayList<>();
        for (String test : covered().values().stream().flatMap(List::stream).distinct().toList()) {
            boolean there = test.endsWith(".steps") ? Files.exists(CHECKOUT.resolve("conformance/differential").resolve(test))
                    : sources(test + ".java");
            if (!there) missing.add(test);
        }
        assertTrue(missing.isEmpty(), missing + " of docs/protocol.called are no tests");
    }

    private static boolean sources(String name) throws IOException {
        for (String module : List.of("daemon", "conformance", "rpc")) {
            try (Stream<Path> files = Files.walk(CHECKOUT.resolve(module).resolve("src/test/java"))) {
                if (files.anyMatch(file -> file.getFileName().toString().equals(name))) return true;
            }
        }
        return false;
    }

    private static String page(Tables tables) throws IOException {
        Map<String, List<String>> covered = covered();
        StringBuilder page = new StringBuilder(HEAD);
        List<String> rows = new ArrayList<>();
        for (Program program : Program.values()) {
            List<Procedure> all = Procedures.all().stream().filter(one -> one.program() == program).toList();
            rows.add("\n## " + title(program) + "\n\n| number | name | state | tests |\n| --: | --- | --- | --- |");
            for (Procedure one : all) {
                List<String> tests = covered.getOrDefault(program + " " + one.constant(), List.of());
                String shown = String.join(", ", tests.subList(0, Math.min(TESTS_A_LINE, tests.size())))
                        + (tests.size() > TESTS_A_LINE ? " and " + (tests.size() - TESTS_A_LINE) + " more" : "");
                rows.add("| %d | %s | %s | %s |".formatted(one.number(), one.constant(), state(one, tables), shown));
            }
        }
        rows.forEach(row -> page.append(row.stripTrailing()).append('\n'));
        return page.toString().replace("\n\n\n", "\n\n");
    }

    private static String title(Program program) {
        return switch (program) {
            case REMOTE -> "The remote program";
            case QEMU -> "The QEMU program";
            case LXC -> "The LXC program";
            case ADMIN -> "The administration program";
            case KEEPALIVE -> "The keepalive program";
        };
    }

    private static String state(Procedure one, Tables tables) {
        if (one.event()) return told(one) ? "told" : "not told";
        if (one.program() == Program.KEEPALIVE || tables.handles(one)) return "handled";
        return tables.calls.refuses(one.type()) ? "as stock" : "NO_SUPPORT";
    }

    /** An event is told by whoever makes its record: its name stands in a class of the daemon. */
    private static boolean told(Procedure event) {
        return EVENTS.contains(event.type().getName().replace('.', '/'));
    }

    private static final String EVENTS = namesInClasses();

    private static String namesInClasses() {
        try {
            Path classes = Path.of(Daemon.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            StringBuilder all = new StringBuilder();
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
                }
            }
            return all.toString();
        } catch (IOException | java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tests of each procedure, by program and constant. */
    private static Map<String, List<String>> covered() throws IOException {
        Map<String, List<String>> covered = new HashMap<>();
        for (String line : Files.readAllLines(CALLED)) {
            int space = line.indexOf(' ');
            covered.computeIfAbsent(line.substring(space + 1), _ -> new ArrayList<>()).add(line.substring(0, space));
        }
        return covered;
    }
}
