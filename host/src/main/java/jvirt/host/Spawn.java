package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts a process that outlives us: in a session of its own, standard input from nowhere, output and errors appended to a
 * log, signals as a fresh process has them, and exactly the descriptors that it is given. The JDK's own way closes every
 * descriptor above 2.
 *
 * @param command program and arguments; the program by its path
 * @param environment {@code NAME=value}
 * @param log where its output goes
 * @param descriptors become 3, 4, ... in the child, in this order
 */
public record Spawn(List<String> command, List<String> environment, Path log, List<Descriptor> descriptors) {
    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return Libc.linkPlain(name, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    private static final MethodHandle SPAWN = function("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle ACTIONS_INIT = function("posix_spawn_file_actions_init", ADDRESS);
    private static final MethodHandle ACTIONS_DESTROY = function("posix_spawn_file_actions_destroy", ADDRESS);
    private static final MethodHandle ADD_DUP2 = function("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ADD_OPEN =
            function("posix_spawn_file_actions_addopen", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    /** glibc 2.34 or newer. */
    private static final MethodHandle ADD_CLOSE_FROM =
            function("posix_spawn_file_actions_addclosefrom_np", ADDRESS, JAVA_INT);
    private static final MethodHandle ATTRIBUTES_INIT = function("posix_spawnattr_init", ADDRESS);
    private static final MethodHandle SET_FLAGS = function("posix_spawnattr_setflags", ADDRESS, JAVA_SHORT);
    private static final MethodHandle SET_MASK = function("posix_spawnattr_setsigmask", ADDRESS, ADDRESS);
    private static final MethodHandle SET_DEFAULT = function("posix_spawnattr_setsigdefault", ADDRESS, ADDRESS);
    private static final MethodHandle EMPTY_SET = function("sigemptyset", ADDRESS);
    private static final MethodHandle FULL_SET = function("sigfillset", ADDRESS);

    /** POSIX_SPAWN_SETSID, _SETSIGMASK and _SETSIGDEF, spawn.h. */
    private static final short FLAGS = 0x80 | 0x08 | 0x04;
    /** Generous bounds for glibc's posix_spawn_file_actions_t (80), posix_spawnattr_t (336) and sigset_t (128). */
    private static final int ACTIONS_BYTES = 128;
    private static final int ATTRIBUTES_BYTES = 512;
    private static final int SIGSET_BYTES = 128;
    private static final int FIRST = 3;

    public Spawn {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        descriptors = List.copyOf(descriptors);
    }

    /** Starts it. The descriptors stay the caller's to close. */
    public Child start() throws ErrnoException {
        Faults.point("start " + command.getFirst());
        // lifted above the target range first: no dup2 below may overwrite one that is still to be moved
        List<Descriptor> lifted = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (Descriptor descriptor : descriptors) {
                lifted.add(new Descriptor(Libc.duplicate(descriptor.number(), FIRST + descriptors.size())));
            }
            MemorySegment actions = arena.allocate(ACTIONS_BYTES, 16);
            check((int) ACTIONS_INIT.invokeExact(actions));
            check((int) ADD_OPEN.invokeExact(actions, 0, arena.allocateFrom("/dev/null"), Libc.O_RDONLY, 0));
            check((int) ADD_OPEN.invokeExact(actions, 1, arena.allocateFrom(log.toString()),
                    Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND, 0600));
            check((int) ADD_DUP2.invokeExact(actions, 1, 2));
            for (int i = 0; i < lifted.size(); i++) {
                check((int) ADD_DUP2.invokeExact(actions, lifted.get(i).number(), FIRST + i));
            }
            check((int) ADD_CLOSE_FROM.invokeExact(actions, FIRST + lifted.size()));
            int pid = spawn(arena, actions, attributes(arena));
            check((int) ACTIONS_DESTROY.invokeExact(actions));
            Faults.point("started " + command.getFirst());
            return Child.spawned(pid);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        } finally {
            lifted.forEach(Descriptor::close);
        }
    }

    private int spawn(Arena arena, MemorySegment actions, MemorySegment attributes) throws Throwable {
        MemorySegment pid = arena.allocate(JAVA_INT);
        MemorySegment program = arena.allocateFrom(command.getFirst());
        MemorySegment arguments = vector(arena, command);
        MemorySegment variables = vector(arena, environment);
        int error = (int) SPAWN.invokeExact(pid, program, actions, attributes, arguments, variables);
        if (error != 0) throw new ErrnoException(error, command.getFirst());
        return pid.get(JAVA_INT, 0);
    }

    private static MemorySegment attributes(Arena arena) throws Throwable {
        MemorySegment attributes = arena.allocate(ATTRIBUTES_BYTES, 16);
        MemorySegment none = arena.allocate(SIGSET_BYTES, 8);
        MemorySegment all = arena.allocate(SIGSET_BYTES, 8);
        check((int) ATTRIBUTES_INIT.invokeExact(attributes));
        check((int) EMPTY_SET.invokeExact(none));
        check((int) FULL_SET.invokeExact(all));
        check((int) SET_FLAGS.invokeExact(attributes, FLAGS));
        check((int) SET_MASK.invokeExact(attributes, none));
        check((int) SET_DEFAULT.invokeExact(attributes, all));
        return attributes;
    }

    /** These functions return the error number instead of setting errno. */
    private static void check(int error) throws ErrnoException {
        if (error != 0) throw new ErrnoException(error, "posix_spawn");
    }

    private static MemorySegment vector(Arena arena, List<String> words) {
        MemorySegment vector = arena.allocate(ADDRESS, words.size() + 1L);
        for (int i = 0; i < words.size(); i++) vector.setAtIndex(ADDRESS, i, arena.allocateFrom(words.get(i)));
        return vector;
    }
}
