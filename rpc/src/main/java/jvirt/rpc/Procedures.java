package jvirt.rpc;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.InProgram;
import jvirt.rpc.call.Needs;
import jvirt.rpc.call.NeedsIf;
import jvirt.rpc.call.Opens;
import jvirt.rpc.call.Proc;
import jvirt.rpc.call.Program;

/** The table of the protocol, read from the permitted records of {@link Call} and {@link Event}. */
public final class Procedures {
    /**
     * One procedure or event.
     *
     * @param type its record
     * @param result what comes back, or {@code Nothing} for an event
     */
    public record Procedure(Program program, int number, Class<?> type, Class<?> result, List<Needs> needs,
            List<NeedsIf> needsIf, Optional<Opens> opens) {
        public boolean event() {
            return Event.class.isAssignableFrom(type);
        }

        /** libvirt's constant for it, without the program's name in front: {@code DOMAIN_CREATE}. */
        public String constant() {
            return Names.constant(this);
        }

        /** The function of libvirt's library that makes this call: {@code virDomainCreate}. */
        public String function() {
            return Names.function(this);
        }

        /** As in {@code DomainCall.Create}. */
        @Override
        public String toString() {
            return type.getEnclosingClass().getSimpleName() + "." + type.getSimpleName();
        }
    }

    private static final Map<Long, Procedure> BY_NUMBER = new HashMap<>();
    private static final Map<Class<?>, Procedure> BY_TYPE = new HashMap<>();

    static {
        collect(Call.class);
        collect(Event.class);
    }

    private Procedures() {}

    private static void collect(Class<?> root) {
        for (Class<?> noun : root.getPermittedSubclasses()) {
            InProgram in = noun.getAnnotation(InProgram.class);
            Program program = in == null ? Program.REMOTE : in.value();
            for (Class<?> type : noun.getPermittedSubclasses()) add(program, type);
        }
    }

    private static void add(Program program, Class<?> type) {
        int number = type.getAnnotation(Proc.class).value();
        Needs needs = type.getAnnotation(Needs.class);
        Procedure procedure = new Procedure(program, number, type, result(type), needs == null ? List.of() : List.of(needs),
                List.of(type.getAnnotationsByType(NeedsIf.class)), Optional.ofNullable(type.getAnnotation(Opens.class)));
        if (BY_NUMBER.put(key(program.number(), number), procedure) != null) {
            throw new IllegalStateException("two records for procedure " + number + " of " + program);
        }
        BY_TYPE.put(type, procedure);
    }

    private static Class<?> result(Class<?> type) {
        for (Type noun : type.getGenericInterfaces()) {
            if (noun instanceof ParameterizedType parameterized) return (Class<?>) parameterized.getActualTypeArguments()[0];
        }
        return jvirt.rpc.call.Nothing.class;
    }

    private static long key(int program, int number) {
        return (long) program << 32 | Integer.toUnsignedLong(number);
    }

    /** The procedure or event of this number. */
    public static Optional<Procedure> find(int program, int number) {
        return Optional.ofNullable(BY_NUMBER.get(key(program, number)));
    }

    /** The procedure or event that a record is. */
    public static Procedure of(Class<?> type) {
        Procedure procedure = BY_TYPE.get(type);
        if (procedure == null) throw new IllegalArgumentException(type + " is no procedure");
        return procedure;
    }

    public static Collection<Procedure> all() {
        List<Procedure> all = new ArrayList<>(BY_NUMBER.values());
        all.sort((a, b) -> a.program != b.program ? a.program.compareTo(b.program) : Integer.compare(a.number, b.number));
        return all;
    }
}
