package jvirt.rpc.client;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.OptionalInt;
import jvirt.rpc.Usual;
import jvirt.rpc.call.InProgram;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.Proc;
import jvirt.rpc.call.Program;

/**
 * Where a call goes and what it brings back, read from its record alone: the table of all procedures would load them all,
 * and a command makes only a few calls.
 */
record Route(int program, int procedure, Class<?> result) {
    private static final ClassValue<Route> ROUTES = new ClassValue<>() {
        @Override protected Route computeValue(Class<?> type) {
            return derive(type);
        }
    };

    /** The route of calls of this record. */
    static Route of(Class<?> call) {
        return ROUTES.get(call);
    }

    private static Route derive(Class<?> call) {
        OptionalInt usual = Usual.procedure(call);
        if (usual.isPresent()) return new Route(Program.REMOTE.number(), usual.getAsInt(), result(call));
        Class<?> noun = call.getInterfaces()[0];
        InProgram in = noun.getAnnotation(InProgram.class);
        Program program = in == null ? Program.REMOTE : in.value();
        return new Route(program.number(), call.getAnnotation(Proc.class).value(), result(call));
    }

    private static Class<?> result(Class<?> call) {
        for (Type noun : call.getGenericInterfaces()) {
            if (noun instanceof ParameterizedType known) return (Class<?>) known.getActualTypeArguments()[0];
        }
        return Nothing.class;
    }
}
