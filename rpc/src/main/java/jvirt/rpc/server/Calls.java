package jvirt.rpc.server;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_SUPPORT;
import static jvirt.api.ErrorCode.OPERATION_DENIED;
import static jvirt.api.ErrorCode.RPC;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.rpc.Procedures;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.Needs;
import jvirt.rpc.call.NeedsIf;
import jvirt.rpc.call.Permission;
import jvirt.rpc.call.Program;

/**
 * The handlers of the procedures. Filled while the daemon starts, read by all threads from then on. A procedure without a
 * handler answers libvirt's NO_SUPPORT.
 */
public final class Calls {
    private static final Logger LOG = System.getLogger("jvirt.rpc");

    private record Entry<R, C extends Call<R>>(Predicate<C> quick, Handler<C, R> handler) {
        @SuppressWarnings("unchecked")
        boolean quick(Call<?> call) {
            return quick.test((C) call);
        }
    }

    private final Map<Class<?>, Entry<?, ?>> handlers = new ConcurrentHashMap<>();
    private final Set<Class<?>> refused = ConcurrentHashMap.newKeySet();

    private final Access access;
    private final Set<Program> programs;
    private volatile Consumer<Procedure> observer = _ -> {};

    /** A table without handlers, in which everything is permitted. */
    public Calls() {
        this(Access.ALL);
    }

    /** A table without handlers, for all that a libvirt client calls. */
    public Calls(Access access) {
        this(access, EnumSet.complementOf(EnumSet.of(Program.ADMIN)));
    }

    /** A table without handlers of some programs; what calls another is told that there is no such. */
    public Calls(Access access, Set<Program> programs) {
        this.access = access;
        this.programs = Set.copyOf(programs);
    }

    /** Tells of every procedure whose handler is called. */
    public void observe(Consumer<Procedure> newObserver) {
        observer = newObserver;
    }

    boolean serves(Program program) {
        return programs.contains(program);
    }

    /** Registers the handler of a procedure; it has a virtual thread of its own and may wait. */
    public <R, C extends Call<R>> void on(Class<C> procedure, Handler<C, R> handler) {
        on(procedure, _ -> false, handler);
    }

    /** Registers a handler that only looks at memory: it runs on the server's thread and must never wait. */
    public <R, C extends Call<R>> void quick(Class<C> procedure, Handler<C, R> handler) {
        on(procedure, _ -> true, handler);
    }

    /** Registers a handler of which it depends on the call whether it is {@link #quick}. */
    public <R, C extends Call<R>> void on(Class<C> procedure, Predicate<C> quick, Handler<C, R> handler) {
        Procedures.of(procedure);
        boolean another = handlers.putIfAbsent(procedure, new Entry<>(quick, handler)) != null;
        if (another) throw new IllegalStateException("two handlers for " + procedure);
    }

    /** Says that a procedure is meant to have no handler: libvirt's driver has none either. */
    public void refuse(Class<?> procedure) {
        Procedures.of(procedure);
        refused.add(procedure);
    }

    /** Whether {@link #refuse} was said of it. */
    public boolean refuses(Class<?> procedure) {
        return refused.contains(procedure);
    }

    /** Whether the procedure has a handler. */
    public boolean handles(Class<?> procedure) {
        return handlers.containsKey(procedure);
    }

    boolean isQuick(Call<?> call) {
        Entry<?, ?> entry = handlers.get(call.getClass());
        return !access.waits() && (entry == null || entry.quick(call));
    }

    /** Answers a call: what comes back is the procedure's result, or a {@link VirtException} is thrown. */
    @SuppressWarnings("unchecked")
    public <R> R answer(Caller caller, Call<R> call) {
        Procedure procedure = Procedures.of(call.getClass());
        if (!caller.loggedIn() && !(call instanceof AuthCall<?>)) throw ErrorDomain.RPC.error(RPC, "authentication required");
        List<Permission> needed = needed(call);
        if (caller.readOnly()) needed.forEach(permission -> denyWriting(permission, procedure));
        access.check(caller.identity(), needed, call);
        Entry<?, ?> entry = handlers.get(call.getClass());
        if (entry == null) throw unsupported(procedure);
        observer.accept(procedure);
        try {
            return access.shown(caller.identity(), call, ((Handler<Call<R>, R>) entry.handler).handle(caller, call));
        } catch (VirtException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorDomain.RPC.error(INTERNAL_ERROR, e, "the daemon is stopping");
        } catch (Exception e) {
            LOG.log(Level.ERROR, "bug in " + procedure + " for " + call, e);
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, e, "%s in %s", e, procedure);
        }
    }

    private static VirtException unsupported(Procedure procedure) {
        return ErrorDomain.NONE.error(NO_SUPPORT, "%s", procedure.function());
    }

    /** What a caller must be permitted for this call, with its flags. */
    public static List<Permission> needed(Call<?> call) {
        Procedure procedure = Procedures.of(call.getClass());
        if (procedure.needsIf().isEmpty()) {
            return procedure.needs().isEmpty() ? List.of() : List.of(procedure.needs().getFirst().value());
        }
        List<Permission> needed = new ArrayList<>();
        for (Needs needs : procedure.needs()) needed.addAll(List.of(needs.value()));
        int flags = Flags.of(call).orElse(0);
        for (NeedsIf needs : procedure.needsIf()) {
            boolean wanted = needs.anyOf() != 0 ? (flags & needs.anyOf()) != 0 : (flags & needs.noneOf()) == 0;
            if (wanted) needed.add(needs.permission());
        }
        return needed;
    }

    /** A read-only connection may only look. */
    private static void denyWriting(Permission permission, Procedure procedure) {
        if (permission.readOnly()) return;
        throw ErrorDomain.of(0).error(OPERATION_DENIED, "read only access prevents %s", procedure.function());
    }

    /** The component {@code flags} of a call, by an accessor found once for each procedure. */
    private static final class Flags {
        private static final ClassValue<Optional<MethodHandle>> ACCESSORS = new ClassValue<>() {
            @Override
            protected Optional<MethodHandle> computeValue(Class<?> type) {
                try {
                    return Optional.of(MethodHandles.publicLookup()
                            .findVirtual(type, "flags", MethodType.methodType(int.class)));
                } catch (NoSuchMethodException | IllegalAccessException _) {
                    return Optional.empty();
                }
            }
        };

        static Optional<Integer> of(Call<?> call) {
            return ACCESSORS.get(call.getClass()).map(accessor -> {
                try {
                    return (int) accessor.invoke(call);
                } catch (Throwable e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }
}
