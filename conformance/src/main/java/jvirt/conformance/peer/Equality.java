package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.conformance.peer.Verdict.Fail;
import jvirt.conformance.peer.Verdict.Pass;

/** Compares an answer with what the case expects, as its kind says (the peer data's README, "Kinds and equality"). */
public final class Equality {
    private Equality() {}

    /** Asks for the answer and compares it. */
    public static Verdict judge(PeerCase peerCase, Callable<String> answer) {
        return switch (peerCase.kind()) {
            case "parse-fail", "generate-fail", "op-fail", "schema-invalid" -> mustFail(peerCase, answer);
            case "xml-equal", "xml-sequence-equal" -> equal(peerCase, answer, PlainXml::lines);
            case "args-equal" -> equal(peerCase, answer, Equality::argumentLines);
            case "commands-equal" -> equal(peerCase, answer, Equality::commandLines);
            case "json-equal", "json-stream-equal" -> equal(peerCase, answer, Equality::jsonLines);
            case "conf-equal" -> equal(peerCase, answer, Equality::configurationLines);
            case "value-equal" -> value(peerCase, answer);
            case "text-equal", "output-equal" -> equal(peerCase, answer, text -> List.of(text.split("\n", -1)));
            default -> new Fail("no rule for kind " + peerCase.kind());
        };
    }

    private static Verdict mustFail(PeerCase peerCase, Callable<String> answer) {
        try {
            answer.call();
            return new Fail("succeeds, but must fail" + message(peerCase).map(m -> ": " + m).orElse(""));
        } catch (VirtException e) {
            return new Pass(message(peerCase).map(m -> m.equals(e.getMessage())).orElse(true));
        } catch (Exception e) {
            return crash(e);
        }
    }

    private static Optional<String> message(PeerCase peerCase) {
        return peerCase.expected().or(() -> peerCase.field("message")).map(String::strip);
    }

    private static Verdict value(PeerCase peerCase, Callable<String> answer) {
        String wanted = peerCase.fields().get("result").toString().replace("\"", "");
        try {
            String got = answer.call();
            return got.equals(wanted) ? new Pass(true) : new Fail("wanted " + wanted + ", got " + got);
        } catch (Exception e) {
            return crash(e);
        }
    }

    /** Equal when {@code form} makes the same lines of both texts. */
    private static Verdict equal(PeerCase peerCase, Callable<String> answer, Function<String, List<String>> form) {
        try {
            String got = answer.call();
            String wanted = peerCase.expected().orElseThrow();
            return compare(form.apply(wanted), form.apply(got), wanted.equals(got));
        } catch (Exception e) {
            return crash(e);
        }
    }

    /** The first difference of two lists of lines, or a pass. */
    public static Verdict compare(List<String> wanted, List<String> got, boolean strict) {
        for (int i = 0; i < Math.max(wanted.size(), got.size()); i++) {
            String want = i < wanted.size() ? wanted.get(i) : "(end)";
            String have = i < got.size() ? got.get(i) : "(end)";
            if (!want.equals(have)) return new Fail("wanted " + want + " | got " + have);
        }
        return new Pass(strict);
    }

    private static Verdict crash(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        String where = trace.length == 0 || e instanceof VirtException ? "" : " at " + trace[0];
        return new Fail((e instanceof VirtException ? "error: " + e.getMessage() : e.toString() + where).lines()
                .findFirst().orElse(e.getClass().getName()));
    }

    /** The environment as a sorted set, then the words; a JSON word in a canonical form. */
    static List<String> argumentLines(String text) {
        List<String> lines = new ArrayList<>();
        for (List<String> words : CommandText.commands(text)) {
            int program = 0;
            while (program < words.size() && words.get(program).matches("[A-Z_0-9]+=.*")) program++;
            lines.addAll(new TreeSet<>(words.subList(0, program)));
            for (String word : words.subList(program, words.size())) {
                lines.add(word.startsWith("{") ? Json.parse(word).sorted().toString() : word);
            }
        }
        return lines;
    }

    /** A line a command; a program without a folder is the same as one with. */
    static List<String> commandLines(String text) {
        return CommandText.commands(text).stream()
                .map(words -> words.getFirst().replaceFirst(".*/", "") + " "
                        + String.join(" ", words.subList(1, words.size())))
                .toList();
    }

    static List<String> jsonLines(String text) {
        return Json.parseAll(text).stream().map(json -> json.sorted().toString()).toList();
    }

    static List<String> configurationLines(String text) {
        return text.lines().filter(line -> !line.startsWith("##")).toList();
    }
}
