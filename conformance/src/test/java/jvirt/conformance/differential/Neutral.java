package jvirt.conformance.differential;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes out of one side's texts what cannot be equal. What is told apart there (two UUIDs) stays told apart. One a side. */
final class Neutral {
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern MAC = Pattern.compile("52:54:00(:[0-9a-f]{2}){3}");
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[ T]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z| \\+0000)?");
    private static final Pattern SECONDS = Pattern.compile("\\b1[789]\\d{8}(\\.\\d+)?\\b");
    private static final Pattern PTY = Pattern.compile("/dev/pts/\\d+");
    private static final Pattern NUMBER = Pattern.compile(" *[0-9]+(\\.[0-9]+)?");
    private static final Pattern CPU_TIME = Pattern.compile("(?m)^(CPU time: +|  ?cpu_time +|  ?user_time +|  ?system_time +)[0-9.]+");

    private final Path dir;
    private final Map<String, String> names = new LinkedHashMap<>();

    Neutral(Path dir) {
        this.dir = dir;
    }

    /** @param numbers whether they count; where they do not, all are masked */
    String of(String text, boolean numbers) {
        String neutral = text.replace(dir.resolve("root/lib").toString(), "/LIB").replace("/var/lib/libvirt", "/LIB")
                .replace(dir.resolve("root/etc").toString(), "/ETC").replace("/etc/libvirt", "/ETC")
                .replace(dir.resolve("root/run").toString(), "/RUN").replace(dir.resolve("sock").toString(), "/RUN").replace("/run/libvirt", "/RUN")
                .replace(dir.resolve("root/log").toString(), "/LOG").replace("/var/log/libvirt", "/LOG")
                .replace(dir.toString(), "/SIDE");
        neutral = each(UUID, neutral, "uuid");
        neutral = each(MAC, neutral, "mac");
        // which of the two libvirt says of a QEMU that ends at once is chance
        neutral = neutral.replace("qemu unexpectedly closed the monitor", "process exited while connecting to monitor");
        neutral = TIME.matcher(neutral).replaceAll("(time)");
        if (!numbers) return withoutNumbers(neutral);
        // which of two things came within one second is chance: moments are not told apart
        neutral = SECONDS.matcher(neutral).replaceAll("(seconds)");
        neutral = PTY.matcher(neutral).replaceAll("/dev/pts/(n)");
        return CPU_TIME.matcher(neutral).replaceAll("$1(n)");
    }

    /** The text with all its numbers masked: they change from one look to the next. */
    private static String withoutNumbers(String text) {
        return NUMBER.matcher(text).replaceAll(" N");
    }

    /** Gives each distinct match a number of its own, kept over the whole script. */
    private String each(Pattern pattern, String text, String kind) {
        Function<String, String> name = match -> names.computeIfAbsent(match, _ -> "(" + kind + " " + (1 + names.keySet().stream()
                .filter(known -> pattern.matcher(known).matches()).count()) + ")");
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(name.apply(match.group())));
    }
}
