package jvirt.web.people;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jvirt.web.http.Problem;

/** The local accounts. Passwords are kept as bcrypt hashes and nowhere else. */
public final class Accounts {
    /** 2 to this power rounds: about a fifth of a second on a present core, OWASP's least is 10. */
    private static final int COST = 11;
    /** What bcrypt looks at; a longer password would be cut without a word. */
    private static final int PASSWORD_BYTES = 72;
    private static final int PASSWORD_LEAST = 8;
    private static final int FIRST_PASSWORD_BYTES = 12;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    /** Compared with where there is no such account, so that a name that is wrong takes as long as a password that is. */
    private static final String NOBODY = BCrypt.withDefaults().hashToString(COST, "nobody".toCharArray());

    private final Store store;
    private final Clock clock;

    public Accounts(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Makes {@code admin} where there is no account at all: its password, which is told once. */
    public Optional<String> first() {
        if (!all().isEmpty()) return Optional.empty();
        byte[] random = new byte[FIRST_PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().encodeToString(random);
        add("admin", password, Role.ADMIN);
        return Optional.of(password);
    }

    /** All accounts, by name. */
    public List<Account> all() {
        return store.ask(row -> new Account(row.getString(1), Role.of(row.getString(2)).orElseThrow(), Instant.ofEpochMilli(row.getLong(3))),
                "SELECT name, role, created FROM account ORDER BY name");
    }

    /** The account, if this is its password. */
    public Optional<Account> login(String name, String password) {
        Optional<String> hash = store.ask(row -> row.getString(1), "SELECT hash FROM account WHERE name = ?", name).stream().findFirst();
        boolean right = BCrypt.verifyer().verify(password.toCharArray(), hash.orElse(NOBODY)).verified;
        return hash.isPresent() && right ? named(name) : Optional.empty();
    }

    /** The account of this name. */
    public Optional<Account> named(String name) {
        return all().stream().filter(account -> account.name().equals(name)).findFirst();
    }

    /** Adds an account. */
    public Account add(String name, String password, Role role) {
        if (!NAME.matcher(name).matches()) throw Problem.bad("a name is 1 to 64 letters, digits or one of . _ @ -");
        if (named(name).isPresent()) throw Problem.of(409, "EXISTS", "there is an account " + name);
        store.change("INSERT INTO account VALUES (?, ?, ?, ?)", name, role.word(), hash(password), clock.millis());
        return named(name).orElseThrow();
    }

    /** Gives an account another password. */
    public void password(String name, String password) {
        store.change("UPDATE account SET hash = ? WHERE name = ?", hash(password), known(name));
    }

    /** Gives an account another role; the last admin stays one. */
    public void role(String name, Role role) {
        if (role != Role.ADMIN) keepAnAdmin(known(name));
        store.change("UPDATE account SET role = ? WHERE name = ?", role.word(), name);
    }

    /** Removes an account; the last admin stays. */
    public void remove(String name) {
        keepAnAdmin(known(name));
        store.change("DELETE FROM account WHERE name = ?", name);
    }

    private String known(String name) {
        return named(name).orElseThrow(() -> Problem.missing("there is no account " + name)).name();
    }

    private void keepAnAdmin(String name) {
        if (all().stream().filter(account -> account.role() == Role.ADMIN).allMatch(account -> account.name().equals(name))) {
            throw Problem.of(409, "LAST_ADMIN", name + " is the last admin", "make another account an admin first");
        }
    }

    private static String hash(String password) {
        int bytes = password.getBytes(StandardCharsets.UTF_8).length;
        if (password.length() < PASSWORD_LEAST || bytes > PASSWORD_BYTES) {
            throw Problem.bad("a password has " + PASSWORD_LEAST + " characters at least and " + PASSWORD_BYTES + " bytes at most");
        }
        return BCrypt.withDefaults().hashToString(COST, password.toCharArray());
    }
}
