package jvirt.qemu.process;

import static jvirt.api.ErrorCode.CONF_SYNTAX;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jvirt.api.ErrorDomain;
import jvirt.host.Account;
import jvirt.host.ConfFile;
import jvirt.host.Program;

/**
 * What QEMU may do on the host.
 *
 * @param account whom it runs as
 * @param dynamicOwnership whether images are given to that account while they are used
 * @param clearCapabilities whether root's powers are taken from it, when it runs as root
 */
public record Confinement(Account account, boolean dynamicOwnership, boolean clearCapabilities) {
    /** Users that distributions make for QEMU; the first that is there. */
    private static final List<String> USERS = List.of("libvirt-qemu", "qemu", "nobody");

    /**
     * As {@code qemu.conf} says. Where it says nothing, a user made for QEMU, if it can get to {@code reachable}: a private
     * root below somebody's home keeps other users out, and QEMU then runs as we do.
     */
    public static Confinement of(ConfFile conf, Path reachable) {
        Account own = Account.own();
        Account account = own.root() ? account(conf, reachable) : own;
        return new Confinement(account, own.root() && conf.flag("dynamic_ownership", true),
                conf.flag("clear_emulator_capabilities", true));
    }

    private static Account account(ConfFile conf, Path reachable) {
        Optional<String> user = conf.text("user");
        Optional<String> group = conf.text("group");
        Account found = USERS.stream().map(Confinement::named).flatMap(Optional::stream).findFirst().orElse(Account.ROOT);
        if (user.isEmpty() && group.isEmpty()) return searchable(reachable) ? found : Account.ROOT;
        return new Account(user.map(name -> number(Account.userNumber(name), "user", name)).orElse(found.user()),
                group.map(name -> number(Account.groupNumber(name), "group", name)).orElse(found.group()));
    }

    /** A user with the group of the same name, where there is one: what is given to it is then given to nobody else. */
    private static Optional<Account> named(String name) {
        return Account.ofUser(name).map(user -> new Account(user.user(), Account.groupNumber(name).orElse(user.group())));
    }

    private static int number(OptionalInt found, String kind, String name) {
        return found.orElseThrow(() -> ErrorDomain.CONF.error(CONF_SYNTAX, "qemu.conf: there is no %s '%s'", kind, name));
    }

    /** Whether everybody may walk to a folder. */
    public static boolean searchable(Path folder) {
        return closedTo(folder).isEmpty();
    }

    /** The first folder on the way that is closed to others: why QEMU cannot open a file that it owns. */
    public static Optional<Path> closedTo(Path file) {
        Optional<Path> closed = Optional.empty();
        for (Path at = file.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            try {
                if (Files.isDirectory(at) && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    closed = Optional.of(at);
                }
            } catch (IOException _) {
                closed = Optional.of(at);
            }
        }
        return closed;
    }

    /** The command as this account runs it: {@code setpriv} changes to it and becomes the command. */
    public List<String> wrap(List<String> command) {
        if (!Account.own().root() || account.root() && !clearCapabilities) return command;
        Optional<Path> setpriv = Program.find("setpriv");
        if (setpriv.isEmpty()) return command;
        List<String> wrapped = new ArrayList<>(List.of(setpriv.get().toString()));
        if (!account.root()) {
            wrapped.addAll(List.of("--reuid=" + account.user(), "--regid=" + account.group(), "--init-groups"));
        }
        wrapped.addAll(List.of("--inh-caps=-all", "--bounding-set=-all", "--no-new-privs", "--"));
        wrapped.addAll(command);
        return wrapped;
    }
}
