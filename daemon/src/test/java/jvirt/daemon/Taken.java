package jvirt.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a daemon takes of its host; {@code heapKib} is what is alive on its heap. */
record Taken(long descriptors, int threads, int residentKib, long heapKib) {
    /** How much larger it may be after much work: its heap is up to 256 MiB and may have grown in between, but is given back. */
    private static final int RESIDENT_GROWTH_KIB = 48 << 10;
    /** How much more may be alive: classes that this work was the first to need, and what is known of a procedure's calls. */
    private static final int HEAP_GROWTH_KIB = 4 << 10;

    static Taken by(RunningDaemon daemon) {
        long heapKib = liveHeapKib(daemon);
        return new Taken(daemon.descriptors(), status(daemon, "Threads"), status(daemon, "VmRSS"), heapKib);
    }

    /** Waits until the daemon takes no more than this, but for what may stay, and says what it takes then. */
    Taken awaitAgain(RunningDaemon daemon) throws InterruptedException {
        RunningDaemon.await("all descriptors are given back", () -> daemon.descriptors() <= descriptors, daemon::openFiles);
        RunningDaemon.await("memory is given back", () -> status(daemon, "VmRSS") < residentKib + RESIDENT_GROWTH_KIB);
        Taken after = by(daemon);
        if (after.heapKib > heapKib + HEAP_GROWTH_KIB) {
            String most = jcmd(daemon, "GC.class_histogram").lines().limit(40).collect(Collectors.joining("\n"));
            throw new AssertionError("from " + this + " to " + after + ", most of it\n" + most);
        }
        return after;
    }

    /** A number of the kernel's about the daemon's process: sizes are in KiB. */
    private static int status(RunningDaemon daemon, String name) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + daemon.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(name + ":")).mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                    .findFirst().orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The sum of the histogram, which is made of what a full collection leaves; one before lets go of what is cleaned up after. */
    private static long liveHeapKib(RunningDaemon daemon) {
        jcmd(daemon, "GC.run");
        String histogram = jcmd(daemon, "GC.class_histogram");
        Matcher total = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE).matcher(histogram);
        if (!total.find()) throw new AssertionError(histogram);
        return Long.parseLong(total.group(1)) / 1024;
    }

    private static String jcmd(RunningDaemon daemon, String command) {
        return RunningDaemon.say(List.of(System.getProperty("java.home") + "/bin/jcmd"), Long.toString(daemon.pid()), command).output();
    }
}
