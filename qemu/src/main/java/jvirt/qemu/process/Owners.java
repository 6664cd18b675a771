package jvirt.qemu.process;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import jvirt.api.ErrorDomain;
import jvirt.host.Account;
import jvirt.host.AtomicFile;

/**
 * Whose the files of running machines were, before they were given to QEMU's account. Kept in a file, so that a daemon
 * started anew gives them back too: a line a file, its owner, its path, and the machines that use it.
 *
 * <p>One object for the daemon; any thread may call.
 */
public final class Owners {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private record Entry(Account found, TreeSet<UUID> users) {}

    private final Path memory;
    private final Account account;
    private final Map<Path, Entry> given = new LinkedHashMap<>();

    private Owners(Path memory, Account account) {
        this.memory = memory;
        this.account = account;
    }

    /** Reads what the daemon before this one left. */
    public static Owners open(Path memory, Account account) throws IOException {
        Owners owners = new Owners(memory, account);
        if (Files.exists(memory)) Files.readAllLines(memory).forEach(owners::read);
        return owners;
    }

    private void read(String line) {
        String[] words = line.split("\t");
        if (words.length < 3) return;
        String[] numbers = words[0].split(":");
        TreeSet<UUID> users = new TreeSet<>();
        for (String user : words[2].split(" ")) users.add(UUID.fromString(user));
        given.put(Path.of(words[1]), new Entry(new Account(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1])), users));
    }

    /** Gives a file to QEMU's account on behalf of a machine; whoever had it is remembered first. */
    public synchronized void give(Path file, UUID machine) {
        try {
            Path real = file.toRealPath();
            Account found = of(real);
            Entry entry = given.get(real);
            if (entry == null) {
                if (found.equals(account)) return;
                entry = new Entry(found, new TreeSet<>());
                given.put(real, entry);
            }
            if (entry.users.add(machine)) save();
            if (!found.equals(account)) change(real, account);
        } catch (NoSuchFileException e) {
            throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "unable to stat: %s: No such file or directory", file);
        } catch (IOException e) {
            throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "unable to set user and group to '%d:%d' on '%s': %s", account.user(),
                    account.group(), file, e.getMessage());
        }
    }

    /** The machine needs its files no more: those that nobody else uses go back to whom they belonged. */
    public synchronized void takeBack(UUID machine) {
        takeBack(machine, _ -> true);
    }

    /** The machine needs this file no more. */
    public synchronized void takeBack(Path file, UUID machine) {
        takeBack(machine, other -> other.equals(real(file)));
    }

    /** The machine needs this file no more, but another host's does: it stays as it is. */
    public synchronized void leave(Path file, UUID machine) {
        given.entrySet().removeIf(one -> one.getKey().equals(real(file)) && one.getValue().users.remove(machine)
                && one.getValue().users.isEmpty());
        remember();
    }

    private static Path real(Path file) {
        try {
            return file.toRealPath();
        } catch (IOException _) {
            return file;   // it is gone: it may still be remembered under this name
        }
    }

    private void takeBack(UUID machine, Predicate<Path> which) {
        boolean changed = false;
        for (Map.Entry<Path, Entry> one : List.copyOf(given.entrySet())) {
            if (!which.test(one.getKey()) || !one.getValue().users.remove(machine)) continue;
            changed = true;
            if (!one.getValue().users.isEmpty()) continue;
            given.remove(one.getKey());
            restore(one.getKey(), one.getValue().found);
        }
        if (changed) remember();
    }

    private void remember() {
        try {
            save();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not write " + memory, e);
        }
    }

    /** Machines that the memory names: those that no longer run are to be taken back. */
    public synchronized List<UUID> users() {
        return given.values().stream().flatMap(entry -> entry.users.stream()).distinct().toList();
    }

    private void restore(Path file, Account found) {
        try {
            // somebody has changed it meanwhile on purpose: it stays
            if (of(file).equals(account)) change(file, found);
        } catch (NoSuchFileException _) {
            // deleted while it was used
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not give " + file + " back to " + found, e);
        }
    }

    private static Account of(Path file) throws IOException {
        return new Account((Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS),
                (Integer) Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS));
    }

    private static void change(Path file, Account to) throws IOException {
        Files.setAttribute(file, "unix:uid", to.user(), LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(file, "unix:gid", to.group(), LinkOption.NOFOLLOW_LINKS);
    }

    private void save() throws IOException {
        List<String> lines = new ArrayList<>();
        given.forEach((file, entry) -> {
            List<String> users = entry.users.stream().map(UUID::toString).toList();
            lines.add(entry.found + "\t" + file + "\t" + String.join(" ", users) + "\n");
        });
        AtomicFile.replace(memory, String.join("", lines));
    }
}
