package jvirt.storage;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;

/** The names by which images call what they stand on, as far as they are files of this host. */
final class BackingPath {
    private BackingPath() {}

    /** The file that {@code image} calls by this name; a relative one is beside the image. */
    static Optional<Path> local(String name, Path image) {
        Optional<String> file = file(name);
        return file.map(path -> path.startsWith("/") ? Path.of(path)
                : image.toAbsolutePath().getParent().resolve(path));
    }

    /** {@code file:} and {@code json:} are ways to write a file; another word before a colon is a protocol. */
    private static Optional<String> file(String name) {
        if (name.startsWith("json:")) return json(name.substring("json:".length()));
        if (name.startsWith("file:")) return Optional.of(name.substring("file:".length()));
        return name.matches("[A-Za-z0-9+.-]+:.*") ? Optional.empty() : Optional.of(name);
    }

    private static Optional<String> json(String text) {
        try {
            Json.Obj object = Json.parse(text).asObject();
            if (object.find("file").isPresent() && object.find("file").get() instanceof Json.Obj file) {
                return file.findString("filename");
            }
            return object.findString("file.filename")
                    .or(() -> object.findString("driver").filter("file"::equals).flatMap(_ -> object.findString("filename")));
        } catch (JsonException | IllegalStateException _) {
            return Optional.empty();
        }
    }
}
