package jvirt.cli.install;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The tables beside the classes: plain text, {@code #} begins a comment at the start of a line. */
final class Table {
    private Table() {}

    static List<String> lines(String name) {
        try (InputStream in = Table.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("no table " + name);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("# ")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
