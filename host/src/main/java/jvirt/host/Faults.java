package jvirt.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where tests let the daemon die in the middle of its work: at the step whose number stands in the file that the property {@code
 * jvirt.faults} names. Steps are counted from when the file appears, and written down beside it. Without the property this is
 * nothing.
 */
public final class Faults {
    private static final Optional<Path> PLAN = Optional.ofNullable(System.getProperty("jvirt.faults")).map(Path::of);
    /** As if by {@code kill -9}. */
    private static final int KILLED = 137;
    private static int passed;

    private Faults() {}

    /** A step that changes something outside of the daemon is about to be done. */
    public static void point(String step) {
        if (PLAN.isPresent()) pass(PLAN.get(), step);
    }

    private static synchronized void pass(Path plan, String step) {
        try {
            if (!Files.exists(plan)) {
                passed = 0;
                return;
            }
            passed++;
            Files.writeString(plan.resolveSibling("passed"), step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            if (Files.readString(plan).strip().equals(Integer.toString(passed))) Exit.now(KILLED);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
