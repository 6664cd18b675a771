package jvirt.host.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NODEDEV;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.host.Program;

/**
 * The definitions of mediated devices that {@code mdevctl} keeps. Its list takes it long: it is asked again only when its folder
 * has changed. Any thread may call.
 */
public final class MdevDefinitions {
    private static final Logger LOG = System.getLogger("jvirt");
    /** A folder for each parent, in it a file for each definition. */
    private static final int DEPTH = 2;

    private final Path folder;
    private final Supplier<Optional<Path>> program;
    private Optional<Map<Path, FileTime>> seen = Optional.empty();
    private List<Mdevctl.Defined> known = List.of();

    public MdevDefinitions() {
        this(Path.of("/etc/mdevctl.d"), () -> Program.find(Mdevctl.PROGRAM));
    }

    MdevDefinitions(Path folder, Supplier<Optional<Path>> program) {
        this.folder = folder;
        this.program = program;
    }

    /** The definitions; none without the program, or when it fails. */
    public synchronized List<Mdevctl.Defined> all() {
        Optional<Path> found = program.get();
        if (found.isEmpty()) return List.of();
        try {
            Map<Path, FileTime> now = times();
            if (!seen.equals(Optional.of(now))) {
                List<String> words = new ArrayList<>(Mdevctl.LIST);
                words.set(0, found.get().toString());
                known = Mdevctl.parse(Program.of(words).run());
                seen = Optional.of(now);
            }
        } catch (IOException | VirtException e) {
            LOG.log(Level.WARNING, "failed to query mdevs from mdevctl: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    private Map<Path, FileTime> times() throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        if (!Files.isDirectory(folder)) return times;
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            for (Path file : files.toList()) times.put(file, Files.getLastModifiedTime(file));
        }
        return times;
    }

    /** The program is here. */
    public boolean possible() {
        return program.get().isPresent();
    }

    /** Runs a command and returns what it printed; {@code failure} is what libvirt says when it fails. */
    public synchronized String run(Mdevctl.Command command, String failure) {
        Path found = program.get().orElseThrow(() ->
                NODEDEV.error(SYSTEM_ERROR, "Cannot find '%s' in path: No such file or directory", Mdevctl.PROGRAM));
        List<String> words = new ArrayList<>(command.words());
        words.set(0, found.toString());
        seen = Optional.empty();    // whatever comes of it, what we know may be old
        try {
            Program.Result result = Program.of(words).input(command.input()).attempt();
            if (result.status() == 0) return result.output().strip();
            String complaint = result.error().isEmpty() ? "Unknown Error" : result.error();
            throw NODEDEV.error(INTERNAL_ERROR, "%s: %s", failure, complaint);
        } catch (IOException e) {
            throw NODEDEV.error(INTERNAL_ERROR, e, "%s: %s", failure, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NODEDEV.error(INTERNAL_ERROR, e, "%s: interrupted", failure);
        }
    }
}
