package jvirt.qemu.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.host.Child;

/** Finds a QEMU of which nobody wrote down the number: its command line names its folder. */
final class Orphans {
    private Orphans() {}

    static Optional<Child> find(Path folder) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (!commandLine(process).contains(folder + "/")) continue;
                int pid = Integer.parseInt(process.getFileName().toString());
                Optional<Child> child = Child.find(pid, Child.startTime(pid));
                if (child.isPresent()) return child;
            }
        } catch (IOException _) {
            // ended while we looked
        }
        return Optional.empty();
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }
}
