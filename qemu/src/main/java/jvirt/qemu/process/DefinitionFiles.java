package jvirt.qemu.process;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.host.AtomicFile;
import jvirt.host.Faults;

/** The definitions on disk, which of them start by themselves, and the logs of their runs. */
public final class DefinitionFiles {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final String HEAD = """
            <!--
            jvirt writes this file and will overwrite it. Change the machine with
              jvirt edit %s
            or another client instead.
            -->

            """;
    /** Most bytes of QEMU's complaints that go into an error. */
    private static final int LOG_READ = 8 << 10;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSx").withZone(ZoneOffset.UTC);

    private final Layout layout;

    public DefinitionFiles(Layout layout) {
        this.layout = layout;
    }

    /** A document of ours: what it is called, and what it says. */
    public record Document(String name, String text) {}

    /** All definitions; one that cannot be read is named in the log and left alone. */
    public List<Document> read() throws IOException {
        return read(layout.definitions());
    }

    static List<Document> read(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".xml") && !file.getFileName().toString().startsWith("."))
                    .flatMap(file -> text(file).stream()).toList();
        }
    }

    private static Optional<Document> text(Path file) {
        try {
            String name = file.getFileName().toString();
            return Files.isDirectory(file) ? Optional.empty()
                    : Optional.of(new Document(name.substring(0, name.length() - ".xml".length()), Files.readString(file)));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not read " + file, e);
            return Optional.empty();
        }
    }

    /** What the file of a definition holds. */
    public String text(Domain definition) {
        return HEAD.formatted(definition.name().replace("--", "- -")) + definition.format(View.INACTIVE);
    }

    /** Writes a definition for good. */
    public void write(Domain definition) {
        Path file = layout.definition(definition.name());
        try {
            AtomicFile.write(file, text(definition));
        } catch (IOException e) {
            throw failed(e, "cannot create config file", file);
        }
    }

    /** Deletes a definition; should the host crash at once, it may be there again, as no harm is done by. */
    public void delete(String name) {
        try {
            Files.deleteIfExists(layout.autostart(name));
            Files.deleteIfExists(layout.autostartOnce(name));
            Faults.point("delete " + layout.definition(name));
            Files.deleteIfExists(layout.definition(name));
            Faults.point("deleted " + layout.definition(name));
        } catch (IOException e) {
            throw failed(e, "cannot remove config", layout.definition(name));
        }
    }

    /** The names of those that start with the daemon. */
    public Set<String> starting() throws IOException {
        return linked(".xml");
    }

    /** The names of the machines that start with the daemon once. */
    public Set<String> startingOnce() throws IOException {
        return linked(".xml.once");
    }

    private Set<String> linked(String suffix) throws IOException {
        try (Stream<Path> links = Files.list(layout.autostarts())) {
            return links.map(link -> link.getFileName().toString()).filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length())).collect(Collectors.toSet());
        }
    }

    /** A document again. */
    public String text(String name) {
        Path file = layout.definition(name);
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw failed(e, "cannot read config file", file);
        }
    }

    /** Makes it start with the daemon, or not. */
    public void setStarts(String name, boolean on) {
        link(layout.autostart(name), name, on);
    }

    /** Says whether a machine starts with the daemon the next time. */
    public void setStartsOnce(String name, boolean on) {
        link(layout.autostartOnce(name), name, on);
    }

    private void link(Path link, String name, boolean on) {
        try {
            Files.deleteIfExists(link);
            if (on) {
                Files.createDirectories(link.getParent());
                Files.createSymbolicLink(link, layout.definition(name));
            }
        } catch (IOException e) {
            throw failed(e, on ? "Failed to create symlink" : "Failed to delete symlink", link);
        }
    }

    /** Moves the files of a machine to its new name. */
    public void rename(String before, Domain renamed, boolean starts, boolean startsOnce) {
        Path save = layout.save(before);
        write(renamed);
        try {
            if (starts) setStarts(renamed.name(), true);
            if (startsOnce) setStartsOnce(renamed.name(), true);
            if (Files.exists(save)) Files.move(save, layout.save(renamed.name()));
            if (Files.exists(layout.nvram(before))) Files.move(layout.nvram(before), layout.nvram(renamed.name()));
            for (Path log : List.of(layout.log(before))) {
                if (Files.exists(log)) Files.move(log, layout.log(renamed.name()));
            }
            delete(before);
        } catch (IOException e) {
            delete(renamed.name());
            throw failed(e, "unable to rename", layout.definition(before));
        }
    }

    /** A line in the log of a machine's runs, as libvirt writes it. */
    public void log(String name, String line) {
        try {
            Files.writeString(layout.log(name), TIME.format(Instant.now()) + ": " + line + "\n", StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not write " + layout.log(name), e);
        }
    }

    /** Throws away what the runs of a machine have left in logs. */
    public void deleteLogs(String name) {
        try (Stream<Path> files = Files.list(layout.logs())) {
            for (Path file : files.filter(one -> one.getFileName().toString().startsWith(name + ".log")
                    || one.getFileName().toString().startsWith(name + "-serial")).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Failed to remove logs for VM '" + name + "'", e);
        }
    }

    /** What QEMU complained about last. */
    public Optional<String> lastComplaint(String name) {
        return complaint(name, 0);
    }

    /** What QEMU has said in its log since the given length. */
    public Optional<String> complaint(String name, long since) {
        try (var in = Files.newInputStream(layout.log(name))) {
            in.skipNBytes(since);
            List<String> lines = new String(in.readNBytes(LOG_READ), java.nio.charset.StandardCharsets.UTF_8).lines()
                    .filter(line -> line.contains("qemu-") && line.contains(": ") && !line.startsWith("/")
                            && !line.contains(": warning:") && !line.contains("terminating on signal"))
                    .toList();
            return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static RuntimeException failed(IOException e, String what, Path file) {
        return ErrorDomain.NONE.error(SYSTEM_ERROR, e, "%s '%s': %s", what, file, e.getMessage());
    }

    /** A name that has no place in a file's is refused before any file is touched. */
    static void check(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "name '%s' is not allowed", name);
        }
    }
}
