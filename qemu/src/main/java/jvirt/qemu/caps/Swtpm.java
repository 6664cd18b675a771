package jvirt.qemu.caps;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.host.Program;

/** What the programs that make TPMs out of nothing can do: asked once. */
public final class Swtpm {
    private static final List<String> PROGRAMS = List.of("swtpm", "swtpm_setup", "swtpm_ioctl");

    private Swtpm() {}

    /**
     * No class's initialiser: who waits for one holds the thread that carries him, and with all of them held nobody would be there to hear
     * the program out.
     */
    private static final ReentrantLock ASKING = new ReentrantLock();
    private static volatile Optional<List<String>> versions = Optional.empty();

    static boolean installed() {
        return PROGRAMS.stream().allMatch(program -> Program.find(program).isPresent());
    }

    /** The versions of TPM, as libvirt writes them. */
    public static List<String> tpmVersions() {
        if (!installed()) return List.of();
        if (versions.isPresent()) return versions.get();
        ASKING.lock();
        try {
            if (versions.isEmpty()) versions = Optional.of(versions());
            return versions.get();
        } finally {
            ASKING.unlock();
        }
    }

    private static List<String> versions() {
        try {
            String said = Program.of(Program.find("swtpm_setup").orElseThrow().toString(), "--print-capabilities").run();
            List<Json> features = Json.parse(said).asObject().list("features");
            return Stream.of("1.2", "2.0").filter(version -> features.contains(Json.of("tpm-" + version))).toList();
        } catch (IOException | JsonException _) {
            return List.of();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
