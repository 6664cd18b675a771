package jvirt.conformance.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;

/**
 * One case: a line of {@code FAMILY/manifest.jsonl}.
 *
 * @param folder the family's folder, against which the case's paths are resolved
 * @param fields the line itself; the fields that few families have are read from here
 */
public record PeerCase(Path folder, String id, String kind, Json.Obj fields) {

    /** All cases of a family's folder, in the manifest's order. */
    static List<PeerCase> of(Path folder) throws IOException {
        List<PeerCase> cases = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("manifest.jsonl"))) {
            if (line.isBlank()) continue;
            Json.Obj fields = Json.parse(line).asObject();
            cases.add(new PeerCase(folder, fields.string("id"), fields.string("kind"), fields));
        }
        return cases;
    }

    /** The text to work on: {@code input_text}, or the file {@code input}. */
    public String input() {
        return text("input").orElseThrow(() -> new IllegalStateException(id + " has no input"));
    }

    /** The text to compare with, where the case has one. */
    public Optional<String> expected() {
        return text("expected");
    }

    /** The file of this role in {@code aux}. */
    public Optional<Path> aux(String role) {
        return fields.find("aux").flatMap(aux -> aux.asObject().findString(role)).map(folder::resolve);
    }

    /** The text of the file of this role in {@code aux}. */
    public Optional<String> auxText(String role) {
        return aux(role).map(PeerCase::read);
    }

    /** A text field of the case. */
    public Optional<String> field(String name) {
        return fields.findString(name);
    }

    /** The path of a field that names a file. */
    public Optional<Path> file(String name) {
        return field(name).map(folder::resolve);
    }

    private Optional<String> text(String name) {
        return field(name + "_text").or(() -> file(name).map(PeerCase::read));
    }

    /** The content of a file of the peer data. */
    public static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
