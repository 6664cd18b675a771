package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jvirt.host.AtomicFile;

/**
 * The configurator's files as they were when changes began, kept below a folder of ours as they lie below the root. It is open
 * when the list of what was up is there: that is written last, and deleted first.
 */
final class Transaction {
    private final Path folder;
    private final Path root;
    private final List<Path> places;
    private final Path active;

    Transaction(Path folder, Path root, List<Path> places) {
        this.folder = folder;
        this.root = root;
        this.places = List.copyOf(places);
        this.active = folder.resolve("active");
    }

    boolean open() {
        return Files.exists(active);
    }

    /** What lies here as it would below the root. */
    Path kept() {
        return folder.resolve("files");
    }

    private Path kept(Path file) {
        return kept().resolve(root.relativize(file));
    }

    /** @param up the interfaces that are up now */
    void begin(List<String> up) throws IOException {
        forget();
        for (Path file : files(places)) {
            Files.createDirectories(kept(file).getParent());
            Files.copy(file, kept(file), StandardCopyOption.COPY_ATTRIBUTES);
        }
        AtomicFile.write(active, String.join("\n", up) + "\n");
    }

    /** The interfaces that were up. */
    List<String> up() throws IOException {
        return Files.readAllLines(active).stream().filter(name -> !name.isEmpty()).toList();
    }

    /** Makes the files what they were. */
    void restore() throws IOException {
        List<Path> now = files(places);
        for (Path file : now) {
            if (!Files.exists(kept(file))) EtcFile.delete(file);
        }
        for (Path old : files(List.of(kept()))) {
            Path file = root.resolve(kept().relativize(old));
            if (now.contains(file) && Arrays.equals(Files.readAllBytes(file), Files.readAllBytes(old))) continue;
            EtcFile.write(file, Files.readString(old), Files.getPosixFilePermissions(old));
        }
    }

    void forget() throws IOException {
        AtomicFile.delete(active);
        if (!Files.exists(folder)) return;
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) Files.delete(file);
    }

    private static List<Path> files(List<Path> places) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path place : places) {
            if (!Files.exists(place)) continue;
            try (Stream<Path> walk = Files.walk(place)) {
                walk.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }
}
