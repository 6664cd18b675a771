package jvirt.conformance.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every family that jvirt answers: what differs is what the family's file of known differences says. */
class PeerIT {
    private static final Path ROOT = Path.of(System.getProperty("jvirt.root", ".."));
    private static final Path PEER = Path.of(System.getProperty("jvirt.peer", ROOT.resolve("../shared/peer").toString()));

    @TestFactory
    Stream<DynamicTest> families() throws IOException {
        assertTrue(Files.isDirectory(PEER), () -> "no peer data at " + PEER.toAbsolutePath() + "; -Djvirt.peer=DIR names it");
        return PeerRun.folders(PEER).stream()
                .filter(folder -> Families.named(folder.getFileName().toString()).isPresent())
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
    }

    private static void check(Path folder) throws IOException {
        PeerRun.Result result = PeerRun.run(folder);
        System.out.println("peer " + result);
        var known = KnownDifferences.of(ROOT.resolve("conformance/known-differences"), result.family());
        if (result.family().equals(System.getProperty("peer.accept")) || "all".equals(System.getProperty("peer.accept"))) {
            known.accept(result.differing());
            return;
        }
        assertEquals(String.join("\n", known.reasons().keySet().stream().sorted().toList()),
                String.join("\n", result.differing().keySet().stream().sorted().toList()),
                () -> "known differences of " + result.family() + " (-Dpeer.accept=" + result.family() + " rewrites them)");
    }
}
