package jvirt.conformance.differential;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jvirt.client.Connection;
import jvirt.conformance.machine.LiveDaemon;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines by the hundred, each played on stock libvirtd and on jvirtd ({@link Play}). Every n-th document is played, {@code
 * -Ddocuments.every=1} plays all, {@code -Ddocuments.first} begins with another than the first, {@code -Ddocuments=TEXT} plays
 * those whose name contains it, {@code -Ddocuments.all=true} says what came of each; {@code -Ddocuments.accept=true} rewrites {@code documents/known.txt} for those that are played, keeping the reasons that people wrote.
 */
class DocumentsIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final Path PEER = Path.of(System.getProperty("jvirt.peer", CHECKOUT.resolve("../shared/peer").toString()));
    private static final Path KNOWN = CHECKOUT.resolve("conformance/documents/known.txt");
    private static final Path VIRT_INSTALL = CHECKOUT.resolve("conformance/documents/virt-install.txt");
    private static final int EVERY = Integer.getInteger("documents.every", 16);
    private static final int FIRST = Integer.getInteger("documents.first", 0);
    private static final String ONLY = System.getProperty("documents", "");
    private static final int AT_ONCE = 2;
    private static final String NETWORK = "<network><name>n1</name><bridge name='docbr1'/>"
            + "<ip address='192.168.231.1' netmask='255.255.255.0'/></network>";

    @TempDir Path temporary;

    /** What came of one document. */
    private record Played(String id, boolean defined, boolean started, Map<String, String> differing) {
        @Override public String toString() {
            return id + ": " + (!defined ? "refused" : !started ? "did not start" : "lived")
                    + (differing.isEmpty() ? ", equally" : ", differently: " + differing.keySet());
        }
    }

    /** A daemon and a connection to it. */
    private record End(Side side, Connection connection, Path dir) implements AutoCloseable {
        static End of(Side side, Path dir) throws IOException, InterruptedException {
            Connection connection = Connection.open(side.uri());
            connection.networks().create(NETWORK, 0);
            Files.write(dir.resolve("img/install.iso"), new byte[1 << 20]);
            return new End(side, connection, dir);
        }

        @Override public void close() {
            connection.close();
            side.close();
        }
    }

    @Test
    void machinesOfTheDocumentsAreEqual() throws Exception {
        assertTrue(Files.isDirectory(PEER), () -> "no peer data at " + PEER.toAbsolutePath());
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, Documents.Source> documents = Documents.of(PEER, VIRT_INSTALL).named(ONLY).every(EVERY, FIRST).written();
        List<Played> played = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        Path guest = LiveDaemon.guest();
        Path stockDir = Files.createDirectories(temporary.resolve("a"));
        Path oursDir = Files.createDirectories(temporary.resolve("b"));
        try (End stock = End.of(Side.stock(stockDir, Map.of()), stockDir);
                End ours = End.of(Side.ours(oursDir, CHECKOUT, Map.of()), oursDir)) {
            Stage stage = new Stage(stock, ours, guest);
            try (var workers = Executors.newFixedThreadPool(AT_ONCE)) {
                List<Future<Played>> plays = documents.entrySet().stream()
                        .map(document -> workers.submit(() -> stage.play(document.getKey(), document.getValue()))).toList();
                for (var play : plays) played.add(play.get());
            }
            for (int i = 0; i < played.size(); i++) {
                Played one = played.get(i);
                Known known = Known.of(KNOWN, one.id());
                if (Boolean.getBoolean("documents.accept")) {
                    known.accept(keyed(one));
                } else if (!keyed(one).keySet().equals(known.reasons().keySet())) {
                    // two systems with clocks of their own now and then differ by chance: what is new must be so twice
                    Played again = stage.play(one.id(), documents.get(one.id()));
                    unexpected.addAll(unexpected(keyed(one), keyed(again), known.reasons()));
                }
            }
        }
        report(played);
        if (Boolean.getBoolean("documents.all")) played.forEach(System.out::println);
        assertTrue(unexpected.isEmpty(), () -> String.join("\n", unexpected));
    }

    /** Both sides, each played at the same time. */
    private record Stage(End stock, End ours, Path guest) {
        Played play(String id, Documents.Source source) throws Exception {
            String written = source.text(new Documents.Host(stock.side.uri(), stock.dir.resolve("img")));
            String name = "d" + Integer.toHexString(id.hashCode());
            var theirs = playOn(stock, name, written);
            var mine = playOn(ours, name, written);
            Map<String, String> outcomes = theirs.get();
            Map<String, String> differing = Play.differing(outcomes, mine.get());
            return new Played(id, outcomes.get("define").isEmpty(), outcomes.getOrDefault("start", "no").isEmpty(), differing);
        }

        private Future<Map<String, String>> playOn(End end, String name, String written) {
            Callable<Map<String, String>> play = () -> {
                String document = Playable.of(written, name, end.dir.resolve("img"), guest);
                Images.of(document).make();
                return Play.of(end.connection, end.dir, name, document);
            };
            return DifferentialIT.inBackground(play);
        }
    }

    private static Map<String, String> keyed(Played played) {
        Map<String, String> keyed = new TreeMap<>();
        played.differing().forEach((step, how) -> keyed.put(played.id() + ": " + step, how));
        return keyed;
    }

    /** What differed twice and is not known to, and what is known to differ and never did. */
    private static List<String> unexpected(Map<String, String> once, Map<String, String> twice, Map<String, String> reasons) {
        List<String> found = new ArrayList<>();
        once.forEach((step, how) -> {
            if (twice.containsKey(step) && !reasons.containsKey(step)) found.add(step + "\n" + how);
        });
        for (String step : reasons.keySet()) {
            boolean differs = once.containsKey(step) || twice.containsKey(step);
            if (!differs) found.add(step + " is listed in known.txt and does not differ");
        }
        return found;
    }

    private static void report(List<Played> played) {
        long equal = played.stream().filter(one -> one.differing().isEmpty() && one.started()).count();
        long startless = played.stream().filter(one -> one.differing().isEmpty() && one.defined() && !one.started()).count();
        long refused = played.stream().filter(one -> one.differing().isEmpty() && !one.defined()).count();
        System.out.printf("documents: %d played; %d lived equally, %d were equally refused at their start, %d when defined; %d "
                + "differ%n", played.size(), equal, startless, refused, played.size() - equal - startless - refused);
    }
}
