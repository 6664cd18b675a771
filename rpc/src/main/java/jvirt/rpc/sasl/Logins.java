package jvirt.rpc.sasl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The file of those who may log in, a line each: a name, a colon, and what is kept of the password. It is read at every login, so
 * that a change needs no restart.
 */
public record Logins(Path file) {
    private static final Pattern NAME = Pattern.compile("[^:\\s#,=]+");

    /** A conversation with somebody who wants to log in. */
    public ScramServer conversation() {
        return new ScramServer(name -> {
            try {
                return Optional.ofNullable(read().get(name));
            } catch (IOException _) {
                return Optional.empty();
            }
        });
    }

    /** The names. */
    public List<String> names() throws IOException {
        return List.copyOf(read().keySet());
    }

    /** Sets a name's password. */
    public void set(String name, String password) throws IOException {
        if (!NAME.matcher(name).matches()) throw new IOException("'" + name + "' cannot be the name of a login");
        SequencedMap<String, ScramKeys> all = read();
        all.put(name, ScramKeys.of(password));
        write(all);
    }

    /** Takes a name out; false when there is none. */
    public boolean remove(String name) throws IOException {
        SequencedMap<String, ScramKeys> all = read();
        if (all.remove(name) == null) return false;
        write(all);
        return true;
    }

    private SequencedMap<String, ScramKeys> read() throws IOException {
        SequencedMap<String, ScramKeys> all = new TreeMap<>();
        if (!Files.exists(file)) return all;
        for (String line : Files.readAllLines(file)) {
            int colon = line.indexOf(':');
            if (colon <= 0 || line.startsWith("#")) continue;
            ScramKeys.parse(line.substring(colon + 1)).ifPresent(keys -> all.put(line.substring(0, colon), keys));
        }
        return all;
    }

    private void write(SequencedMap<String, ScramKeys> all) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path beside = Files.createTempFile(folder, ".logins", "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(beside, all.entrySet().stream().map(entry -> entry.getKey() + ":" + entry.getValue()).toList());
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
