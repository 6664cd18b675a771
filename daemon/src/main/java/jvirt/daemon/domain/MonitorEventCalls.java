package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import jvirt.api.ErrorDomain;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.server.Calls;

/** Registers clients for QEMU's own events, by name or pattern. */
final class MonitorEventCalls {
    /** {@code virConnectDomainQemuMonitorEventRegisterFlags}. */
    private static final int REGEX = 1;
    private static final int NO_CASE = 2;

    private final Subscriptions subscriptions;

    MonitorEventCalls(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    void register(Calls calls) {
        calls.quick(QemuCall.ConnectDomainMonitorEventRegister.class, (caller, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), REGEX | NO_CASE, "virDomainQemuMonitorEventStateRegisterID");
            Predicate<String> named = call.event().map(name -> named(name, call.flags())).orElse(_ -> true);
            return new QemuCall.CallbackIDRet(subscriptions.subscribe(caller, Topic.QEMU_MONITOR, 0,
                    call.dom().map(dom -> dom.uuid()), named));
        });
        calls.quick(QemuCall.ConnectDomainMonitorEventDeregister.class, (caller, call) -> {
            subscriptions.unsubscribe(caller, Topic.QEMU_MONITOR, call.callbackID());
            return NOTHING;
        });
    }

    private static Predicate<String> named(String name, int flags) {
        boolean anyCase = (flags & NO_CASE) != 0;
        if ((flags & REGEX) == 0) return anyCase ? name::equalsIgnoreCase : name::equals;
        try {
            return Pattern.compile(name, anyCase ? Pattern.CASE_INSENSITIVE : 0).asPredicate();
        } catch (PatternSyntaxException e) {
            throw ErrorDomain.NONE.error(INVALID_ARG, e, "failed to compile regex '%s': %s", name, e.getDescription());
        }
    }
}
