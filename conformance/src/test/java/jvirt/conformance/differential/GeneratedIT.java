package jvirt.conformance.differential;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines that nobody wrote ({@link Generated}), on stock libvirtd and on jvirtd: what is refused and how, what the definition becomes,
 * and QEMU's command line for it. {@code -Dgenerated=N} makes N documents of each part of the format, {@code -Dgenerated.first} begins
 * with another number than 0, {@code -Dgenerated.part=NAME} takes one part, {@code -Dgenerated.accept=true} rewrites {@code
 * documents/generated.txt} for those that are played, keeping the reasons that people wrote.
 */
class GeneratedIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final Path KNOWN = CHECKOUT.resolve("conformance/documents/generated.txt");
    private static final int EACH = Integer.getInteger("generated", 3);
    private static final int FIRST = Integer.getInteger("generated.first", 0);
    private static final String PART = System.getProperty("generated.part", "");
    private static final Pattern EMPTY = Pattern.compile("<([\\w:]+)((?: [^<>]*[^<>/])?)>\\s*</\\1>");

    @TempDir Path temporary;

    @Test
    void whatAnybodyMayWriteMeansTheSame() throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Generated generated = new Generated();
        List<String> parts = Stream.concat(Generated.DEVICES.stream(), Generated.SECTIONS.stream())
                .filter(part -> PART.isEmpty() || part.equals(PART)).toList();
        Path stockDir = Files.createDirectories(temporary.resolve("a"));
        Path oursDir = Files.createDirectories(temporary.resolve("b"));
        List<String> unexpected = new ArrayList<>();
        int accepted = 0;
        int refused = 0;
        int differ = 0;
        try (Side stock = Side.stock(stockDir, Map.of()); Side ours = Side.ours(oursDir, CHECKOUT, Map.of());
                Connection theirs = Connection.open(stock.uri()); Connection mine = Connection.open(ours.uri())) {
            for (String part : parts) {
                for (int number = FIRST; number < FIRST + EACH; number++) {
                    String document = generated.document(part, number);
                    Map<String, String> wanted = outcome(theirs, stockDir, document);
                    Map<String, String> got = outcome(mine, oursDir, document);
                    if (wanted.get("define").isEmpty()) accepted++;
                    else refused++;
                    Known known = Known.of(KNOWN, part + "/" + number);
                    Map<String, String> differences = differences(known.script(), wanted, got);
                    differ += differences.isEmpty() ? 0 : 1;
                    if (Boolean.getBoolean("generated.accept")) known.accept(differences);
                    else if (!differences.keySet().equals(known.reasons().keySet())) unexpected.add(text(known.script(), differences, document));
                }
            }
        }
        System.out.printf("generated documents: %d accepted, %d refused, %d differ%n", accepted, refused, differ);
        assertTrue(unexpected.isEmpty(), () -> String.join("\n\n", unexpected));
    }

    private static Map<String, String> outcome(Connection connection, Path dir, String document) {
        Neutral neutral = new Neutral(dir);
        Map<String, String> outcome = new LinkedHashMap<>();
        try {
            Domain machine = connection.domains().define(document, 0);
            outcome.put("define", "");
            outcome.put("inactive", of(neutral, () -> machine.xml(Domain.XML_INACTIVE | Domain.XML_SECURE)));
            machine.undefine(4 | 16);
        } catch (VirtException e) {
            outcome.put("define", of(neutral, () -> {
                throw e;
            }));
        }
        if (outcome.get("define").isEmpty()) {
            outcome.put("command", of(neutral, () -> connection.domainXmlToNative("qemu-argv", document).replaceAll("PATH=\\S+ ", "")
                    .replaceAll("(?<=[^,]) -(?=[a-zA-Z])", "\n-").replaceAll("(fds?\"?[:=]\"?)\\d+", "$1(fd)")));
        }
        return outcome;
    }

    private static String of(Neutral neutral, Supplier<String> action) {
        try {
            return EMPTY.matcher(neutral.of(action.get(), true)).replaceAll("<$1$2/>");
        } catch (VirtException e) {
            return "error " + e.code() + " of " + e.domain() + ": " + neutral.of(e.getMessage(), true);
        }
    }

    /** By document and step. */
    private static Map<String, String> differences(String id, Map<String, String> wanted, Map<String, String> got) {
        Map<String, String> differences = new TreeMap<>();
        wanted.forEach((step, how) -> {
            String mine = got.getOrDefault(step, "");
            // where one side refuses the document, the other's view of it has nothing to be compared with
            boolean further = step.equals("define") || wanted.get("define").isEmpty() && got.get("define").isEmpty();
            if (further && !how.equals(mine)) differences.put(id + ": " + step, DifferentialIT.lines(how, mine));
        });
        return differences;
    }

    private static String text(String id, Map<String, String> differences, String document) {
        StringBuilder text = new StringBuilder(id);
        differences.forEach((step, how) -> text.append(" [").append(step.substring(id.length() + 2)).append("]\n").append(how));
        return text.append('\n').append(document).toString();
    }
}
