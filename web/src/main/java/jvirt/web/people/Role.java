package jvirt.web.people;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an account may do; each role may do what the ones before it may. The names are those of the daemon's access control. */
public enum Role {
    /** Looks at everything, changes nothing. */
    VIEWER,
    /** Runs machines: start, stop, consoles, snapshots. */
    OPERATOR,
    /** Does everything, accounts too. */
    ADMIN;

    /** As files and browsers write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word. */
    public static Optional<Role> of(String word) {
        return Arrays.stream(values()).filter(role -> role.word().equals(word)).findFirst();
    }
}
