package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Whom a process runs as, or a file belongs to.
 *
 * @param user its number
 * @param group its number
 */
public record Account(int user, int group) {
    private static final MethodHandle GETUID = Libc.linkPlain("geteuid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle GETGID = Libc.linkPlain("getegid", FunctionDescriptor.of(JAVA_INT));
    private static final MethodHandle GETPWNAM = Libc.linkPlain("getpwnam", FunctionDescriptor.of(ADDRESS, ADDRESS));
    private static final MethodHandle GETGRNAM = Libc.linkPlain("getgrnam", FunctionDescriptor.of(ADDRESS, ADDRESS));

    /** {@code struct passwd} and {@code struct group} begin with two pointers; the number follows. */
    private static final long NUMBER = 16;

    public static final Account ROOT = new Account(0, 0);

    /** Who we are. */
    public static Account own() {
        try {
            return new Account((int) GETUID.invokeExact(), (int) GETGID.invokeExact());
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Whether this is root, who may be anybody and change whose a file is. */
    public boolean root() {
        return user == 0;
    }

    /** A user and its own group. */
    public static synchronized Optional<Account> ofUser(String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocateFrom(name);
            MemorySegment entry = (MemorySegment) GETPWNAM.invokeExact(argument);
            if (entry.address() == 0) return Optional.empty();
            MemorySegment numbers = entry.reinterpret(NUMBER + 8);
            return Optional.of(new Account(numbers.get(JAVA_INT, NUMBER), numbers.get(JAVA_INT, NUMBER + 4)));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** The number of a user: a name, or digits, after a {@code +} where a name may look so. */
    public static OptionalInt userNumber(String name) {
        return number(GETPWNAM, name);
    }

    /** The number of a group, likewise. */
    public static OptionalInt groupNumber(String name) {
        return number(GETGRNAM, name);
    }

    /** The functions return static memory: one caller at a time. */
    private static synchronized OptionalInt number(MethodHandle lookup, String name) {
        if (name.matches("\\+?\\d+")) return OptionalInt.of(Integer.parseInt(name.replace("+", "")));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment argument = arena.allocateFrom(name);
            MemorySegment entry = (MemorySegment) lookup.invokeExact(argument);
            if (entry.address() == 0) return OptionalInt.empty();
            return OptionalInt.of(entry.reinterpret(NUMBER + 4).get(JAVA_INT, NUMBER));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    @Override
    public String toString() {
        return user + ":" + group;
    }
}
