package jvirt.conformance.peer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.json.Json;
import jvirt.cli.Jvirt;
import jvirt.cli.Output;
import jvirt.conformance.StockLibvirtd;

/**
 * Command lines of virsh, given to our command. The driver that they talk to, libvirt's test driver, lives in a stock libvirtd
 * here, so a case's {@code test:///...} becomes the way to its socket. Times of the clock are equal to each other.
 */
final class Virsh implements Family {
    private static final Pattern URI = Pattern.compile("test://(/[^\\s'\"?]*)");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d [+-]\\d{4}|<creationTime>\\d+");
    /** Where one case of a pair prints the documents that the other reads back. */
    private static final Pattern MARKED = Pattern.compile("<!--Marker([AB])-->\\n(.*?)(?=<!--Marker)", Pattern.DOTALL);
    private static final Pattern NAME = Pattern.compile("<name>([^<]*)</name>");

    private StockLibvirtd stock;

    @Override public String name() {
        return "virsh";
    }

    @Override public String answer(PeerCase peerCase) {
        throw new UnsupportedOperationException("a command has two outputs and a status");
    }

    /** One libvirtd for all cases; it goes with the process. */
    private synchronized StockLibvirtd stock() {
        if (stock == null) {
            stock = StockLibvirtd.start();
            Runtime.getRuntime().addShutdownHook(new Thread(stock::close));
        }
        return stock;
    }

    @Override public Verdict judge(PeerCase peerCase) {
        try {
            Json.Obj expect = peerCase.fields().find("expect").orElseThrow().asObject();
            Result wanted = new Result((int) expect.number("rc"), expect.string("stdout"), expect.string("stderr"))
                    .comparable(peerCase);
            Result got = run(peerCase).comparable(peerCase);
            return got.equals(wanted) ? new Verdict.Pass(true) : new Verdict.Fail(wanted.difference(got));
        } catch (RuntimeException e) {
            return new Verdict.Fail(e.toString());
        }
    }

    /** What came of a command. */
    private record Result(int status, String out, String err) {
        Result comparable(PeerCase peerCase) {
            List<String> drop = strings(peerCase, "drop_lines");
            return new Result(status, without(drop, out), err);
        }

        private static String without(List<String> drop, String text) {
            StringBuilder kept = new StringBuilder();
            for (String line : TIME.matcher(text).replaceAll("TIME").split("(?<=\n)")) {
                if (drop.stream().noneMatch(pattern -> Pattern.compile(pattern).matcher(line).find())) kept.append(line);
            }
            return kept.toString();
        }

        String difference(Result got) {
            if (status != got.status) return "status " + got.status + " instead of " + status + ": " + line(got.err);
            return out.equals(got.out) ? differing(err, got.err) : differing(out, got.out);
        }

        private static String differing(String wanted, String got) {
            int at = 0;
            while (at < Math.min(wanted.length(), got.length()) && wanted.charAt(at) == got.charAt(at)) at++;
            return "at " + at + ": " + line(got.substring(at)) + " instead of " + line(wanted.substring(at));
        }

        private static String line(String text) {
            return "'" + text.substring(0, Math.min(60, text.length())).replace("\n", "\\n").replace("\t", "\\t") + "'";
        }
    }

    private Result run(PeerCase peerCase) {
        Map<String, String> environment = new HashMap<>(Map.of("LIBVIRT_DEFAULT_URI", stock().uri("test:///default")));
        peerCase.fields().find("env").ifPresent(env -> env.asObject().members()
                .forEach((name, value) -> environment.put(name, rewritten(value.asString(), peerCase))));
        List<String> arguments = new ArrayList<>();
        for (String one : strings(peerCase, "argv")) arguments.add(rewritten(one, peerCase));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var output = new Output(new PrintStream(out), new PrintStream(err));
        InputStream input = InputStream.nullInputStream();
        int status = new Jvirt(output, input, environment, folder(peerCase)).run(arguments);
        return new Result(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private String rewritten(String text, PeerCase peerCase) {
        String named = text.replace("@AUX@", aux(peerCase));
        return URI.matcher(named).replaceAll(uri -> Matcher.quoteReplacement(stock().uri(uri.group())));
    }

    private static String aux(PeerCase peerCase) {
        return peerCase.fields().find("aux").map(aux -> aux.asObject().list("node").getFirst().asString())
                .map(file -> peerCase.folder().resolve(file).toAbsolutePath().getParent().toString()).orElse("");
    }

    private static List<String> strings(PeerCase peerCase, String field) {
        List<String> strings = new ArrayList<>();
        if (peerCase.fields().find(field).isPresent()) peerCase.fields().list(field).forEach(one -> strings.add(one.asString()));
        return strings;
    }

    /** The folder that a case runs in. Into that of the second of a pair go the documents that the first has printed. */
    private Path folder(PeerCase peerCase) {
        try {
            Path folder = Files.createDirectories(stock().folder().resolve("work").resolve(peerCase.id()));
            int number = peerCase.id().lastIndexOf('-');
            if (!peerCase.id().endsWith("-002")) return folder;
            for (PeerCase first : PeerCase.of(peerCase.folder())) {
                if (!first.id().equals(peerCase.id().substring(0, number) + "-001")) continue;
                Matcher marked = MARKED.matcher(first.fields().find("expect").orElseThrow().asObject().string("stdout"));
                while (marked.find()) {
                    Matcher name = NAME.matcher(marked.group(2));
                    if (name.find()) Files.writeString(folder.resolve(name.group(1) + ".xml"), marked.group(2).strip());
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
