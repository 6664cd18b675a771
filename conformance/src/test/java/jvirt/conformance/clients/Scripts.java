package jvirt.conformance.clients;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import jvirt.conformance.howto.Stage;

/** The scripts beside these tests, laid out where programs can read them. */
record Scripts(Path folder) {
    static Scripts on(Stage stage) throws IOException {
        return new Scripts(Files.createDirectories(stage.dir().resolve("scripts")));
    }

    Path path(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Scripts.class.getResourceAsStream(name)) {
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
