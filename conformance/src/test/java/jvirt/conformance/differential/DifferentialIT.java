package jvirt.conformance.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import jvirt.conformance.differential.Script.Step;
import jvirt.conformance.differential.Side.Outcome;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stock virsh's commands against stock libvirtd and against jvirtd. {@code -Ddifferential=NAME} runs one script; {@code
 * -Ddifferential.accept=true} rewrites the list of known differences, keeping the reasons that people wrote.
 */
class DifferentialIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final Path SCRIPTS = CHECKOUT.resolve("conformance/differential");
    private static final String ONLY = System.getProperty("differential", "");

    @TempDir static Path temporary;

    @TestFactory
    Stream<DynamicTest> scripts() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path guest = guest();
        Map<String, String> variables = Map.of("KERNEL", guest.resolve("vmlinuz").toString(), "INITRD",
                guest.resolve("initrd").toString());
        List<Path> files;
        try (Stream<Path> all = Files.list(SCRIPTS)) {
            files = all.filter(file -> file.toString().endsWith(".steps")).sorted().toList();
        }
        return files.stream().filter(file -> ONLY.isEmpty() || file.getFileName().toString().equals(ONLY + ".steps"))
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> compare(Script.read(file), variables)));
    }

    private static Path guest() throws IOException, InterruptedException {
        Path guest = Path.of(System.getProperty("jvirt.guest", CHECKOUT.resolve("target/guest").toString()));
        Process made = new ProcessBuilder(CHECKOUT.resolve("tools/make-guest").toString(), guest.toString()).inheritIO().start();
        assertEquals(0, made.waitFor(), "tools/make-guest");
        return guest;
    }

    private static void compare(Script script, Map<String, String> variables) throws Exception {
        Map<String, String> differing = differing(script, variables, "");
        Known known = Known.of(SCRIPTS.resolve("known.txt"), script.name());
        if (Boolean.getBoolean("differential.accept")) {
            known.accept(differing);
            return;
        }
        // Two systems with clocks and guests of their own now and then differ by chance: what is new must be so twice.
        if (!differing.keySet().equals(known.reasons().keySet())) {
            System.out.println("differential " + script.name() + " is played again: " + unexpected(differing, known));
            Map<String, String> again = differing(script, variables, "-2");
            Set<String> steadilyEqual = new HashSet<>(known.reasons().keySet());
            steadilyEqual.removeAll(differing.keySet());
            steadilyEqual.removeAll(again.keySet());
            differing.keySet().removeIf(step -> !again.containsKey(step));
            known.reasons().keySet().stream().filter(step -> !steadilyEqual.contains(step)).forEach(step -> differing.putIfAbsent(step, ""));
        }
        List<String> unexpected = unexpected(differing, known);
        assertTrue(unexpected.isEmpty(), () -> String.join("\n", unexpected));
    }

    /** What differs and is not known to, and what is known to differ and does not. */
    private static List<String> unexpected(Map<String, String> differing, Known known) {
        List<String> found = new ArrayList<>();
        differing.forEach((step, why) -> {
            if (!known.reasons().containsKey(step)) found.add("this step differs:\n" + step + "\n" + why);
        });
        for (String step : known.reasons().keySet()) {
            if (!differing.containsKey(step)) found.add("this step is listed in known.txt and does not differ:\n" + step);
        }
        return found;
    }

    /** Plays the script on both sides at once: the steps that differ, each with how. */
    private static Map<String, String> differing(Script script, Map<String, String> variables, String suffix) throws Exception {
        Path stockDir = folder(script.name() + "-a" + suffix);
        Path oursDir = folder(script.name() + "-b" + suffix);
        FutureTask<List<Outcome>> stock = inBackground(() -> {
            try (Side side = Side.stock(stockDir, variables)) {
                return run(script, side, stockDir);
            }
        });
        FutureTask<List<Outcome>> ours = inBackground(() -> {
            try (Side side = Side.ours(oursDir, CHECKOUT, variables)) {
                return run(script, side, oursDir);
            }
        });
        Map<String, String> differing = new TreeMap<>();
        List<Outcome> theirs = stock.get();
        List<Outcome> mine = ours.get();
        int commands = 0;
        for (int i = 0; i < script.steps().size(); i++) {
            Step step = script.steps().get(i);
            if (!(step instanceof Step.File)) commands++;
            if (!theirs.get(i).equals(mine.get(i))) {
                differing.put(script.name() + ": " + step.words(), difference(theirs.get(i), mine.get(i)));
            }
        }
        System.out.println("differential " + script.name() + ": " + (commands - differing.size()) + "/" + commands + " steps equal");
        return differing;
    }

    private static Path folder(String name) throws IOException {
        return Files.createDirectories(temporary.resolve(name));
    }

    static <T> FutureTask<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().start(task);
        return task;
    }

    private static List<Outcome> run(Script script, Side side, Path dir) throws Exception {
        Neutral neutral = new Neutral(dir);
        List<Outcome> outcomes = new ArrayList<>();
        for (Step step : script.steps()) {
            Outcome raw = side.run(step);
            boolean numbers = !(step instanceof Step.Virsh virsh) || virsh.numbers();
            outcomes.add(new Outcome(raw.status(), neutral.of(raw.output(), numbers), neutral.of(raw.error(), true)));
        }
        return outcomes;
    }

    private static String difference(Outcome stock, Outcome ours) {
        StringBuilder text = new StringBuilder();
        if (stock.status() != ours.status()) {
            text.append("  status ").append(stock.status()).append(" | ").append(ours.status()).append('\n');
        }
        return text.append(lines(stock.output(), ours.output())).append(lines(stock.error(), ours.error())).toString();
    }

    /** The lines that differ, at most a few. */
    static String lines(String stock, String ours) {
        if (stock.equals(ours)) return "";
        StringBuilder text = new StringBuilder();
        List<String> a = stock.lines().toList();
        List<String> b = ours.lines().toList();
        int first = 0;
        while (first < Math.min(a.size(), b.size()) && a.get(first).equals(b.get(first))) first++;
        for (int i = first; i < Math.min(a.size(), first + 6); i++) text.append("  stock: ").append(a.get(i)).append('\n');
        for (int i = first; i < Math.min(b.size(), first + 6); i++) text.append("  jvirt: ").append(b.get(i)).append('\n');
        return text.toString();
    }
}
