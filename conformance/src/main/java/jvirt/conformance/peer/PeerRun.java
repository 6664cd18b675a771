package jvirt.conformance.peer;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jvirt.conformance.peer.Verdict.Fail;
import jvirt.conformance.peer.Verdict.Pass;

/** Runs a folder of families. As a program: {@code PeerRun DIR [FAMILY]}; with a family it also prints what differs. */
public final class PeerRun {
    /** What came of one family, in the manifest's order. */
    public record Result(String family, Map<String, Verdict> verdicts) {
        public int total() {
            return verdicts.size();
        }

        public long passed() {
            return verdicts.values().stream().filter(Pass.class::isInstance).count();
        }

        /** Passes that are equal to the last byte. */
        public long strict() {
            return verdicts.values().stream().filter(verdict -> verdict instanceof Pass(boolean strict) && strict).count();
        }

        /** The cases that differ, with the first difference. */
        public Map<String, String> differing() {
            Map<String, String> differing = new LinkedHashMap<>();
            verdicts.forEach((id, verdict) -> {
                if (verdict instanceof Fail(String why)) differing.put(id, why);
            });
            return differing;
        }

        @Override
        public String toString() {
            return "%s %d/%d (to the byte: %d)".formatted(family, passed(), total(), strict());
        }
    }

    private PeerRun() {}

    public static void main(String[] args) throws IOException {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: PeerRun DIR [FAMILY]");
            System.exit(2);
        }
        PrintStream out = System.out;
        for (Path folder : folders(Path.of(args[0]))) {
            String name = folder.getFileName().toString();
            if (args.length == 2 && !name.equals(args[1])) continue;
            Result result = run(folder);
            if (args.length == 2) result.differing().forEach((id, why) -> out.println(id + "\t" + why));
            out.println(result);
        }
    }

    /** The families' folders below {@code peer}. */
    public static List<Path> folders(Path peer) throws IOException {
        try (var folders = Files.list(peer)) {
            return folders.filter(folder -> Files.exists(folder.resolve("manifest.jsonl"))).sorted().toList();
        }
    }

    /** Judges every case of one folder. A family that jvirt does not answer fails in all of them. */
    public static Result run(Path folder) throws IOException {
        String name = folder.getFileName().toString();
        var family = Families.named(name);
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        for (PeerCase peerCase : PeerCase.of(folder)) {
            verdicts.put(peerCase.id(), family.map(f -> f.judge(peerCase)).orElse(new Fail("no judge for this family")));
        }
        return new Result(name, verdicts);
    }
}
