package jvirt.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jvirt.rpc.Procedures.Procedure;

/**
 * Writes down which procedures clients have called, each once: {@code JVIRT_CALLED=FILE jvirtd}. So one learns what a client
 * needs, and which test covers what (docs/protocol.md).
 */
record CallRecord(Path file, Set<Procedure> seen) implements Consumer<Procedure> {
    static Optional<CallRecord> ofEnvironment() {
        return Optional.ofNullable(System.getenv("JVIRT_CALLED")).filter(name -> !name.isEmpty())
                .map(name -> new CallRecord(Path.of(name), ConcurrentHashMap.newKeySet()));
    }

    @Override
    public void accept(Procedure procedure) {
        if (!seen.add(procedure)) return;
        try {
            Files.writeString(file, procedure.program() + " " + procedure.constant() + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
