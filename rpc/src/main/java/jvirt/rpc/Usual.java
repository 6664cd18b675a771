package jvirt.rpc;

import java.util.Map;
import java.util.OptionalInt;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;

/**
 * What the annotations say of calls that nearly every command makes, said again: of the 70 ms that a short command takes, a JVM
 * spends 20 on making the classes behind its first annotations. A test holds the one against the other.
 */
public final class Usual {
    /** Their numbers, all in {@link jvirt.rpc.call.Program#REMOTE}. */
    static final Map<Class<?>, Integer> PROCEDURES = Map.of(
            AuthCall.ListMethods.class, 66,
            ConnectCall.Open.class, 1,
            ConnectCall.ListAllDomains.class, 273,
            DomainCall.GetState.class, 212,
            DomainCall.LookupById.class, 22,
            DomainCall.LookupByName.class, 23,
            DomainCall.LookupByUuid.class, 24,
            DomainCall.GetXmlDesc.class, 14);

    /** The most elements in the list of a reply that has one. */
    static final Map<Class<?>, Integer> LIMITS = Map.of(
            AuthCall.TypesRet.class, 20,
            ConnectCall.DomainsRet.class, 16_384);

    private Usual() {}

    /** The number of a usual call. */
    public static OptionalInt procedure(Class<?> call) {
        return of(PROCEDURES, call);
    }

    /** What bounds the list in a usual reply. */
    static OptionalInt limit(Class<?> reply) {
        return of(LIMITS, reply);
    }

    private static OptionalInt of(Map<Class<?>, Integer> known, Class<?> type) {
        Integer number = known.get(type);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }
}
