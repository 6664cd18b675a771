package jvirt.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.EventLoop;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.WireDomain;

/** {@code event}: what happens to machines. */
public final class Events extends Commands {
    @Override public String table() {
        return """
            event: wait for events of machines
              domain=  of this machine only
              event= --all --loop timeout=# --list --timestamp
            """;
    }

    @Override public void run(String command, Invocation in) {
        in.exclusive("all", in.has("all"), "event", in.has("event"));
        in.exclusive("list", in.has("list"), "all", in.has("all"));
        in.exclusive("list", in.has("list"), "event", in.has("event"));
        List<String> names = EventTexts.NAMES;
        if (EventLoop.list(in, names.toArray(String[]::new))) return;
        Optional<String> wanted = in.text("event");
        if (wanted.isEmpty() && !in.has("all")) throw new Failure("one of --list, --all, or --event <type> is required");
        if (wanted.isPresent() && !names.contains(wanted.get())) throw new Failure("unknown event type " + wanted.get());
        in.timeoutMillis();
        Optional<WireDomain> domain = in.has("domain") ? Optional.of(in.domain().wire()) : Optional.empty();
        List<Integer> callbacks = new ArrayList<>();
        EventTexts texts = new EventTexts();
        new EventLoop(in).run(() -> register(in, wanted, domain, callbacks), () -> {
            for (int callback : callbacks) in.call(new ConnectCall.DomainEventCallbackDeregisterAny(callback));
        }, texts::of);
    }

    /** Registers for all that are wanted; of many, those count that the daemon has. */
    private static void register(Invocation in, Optional<String> wanted, Optional<WireDomain> domain, List<Integer> callbacks) {
        for (int i = 0; i < EventTexts.NAMES.size(); i++) {
            if (wanted.isPresent() && !wanted.get().equals(EventTexts.NAMES.get(i))) continue;
            try {
                callbacks.add(in.call(new ConnectCall.DomainEventCallbackRegisterAny(i, domain)).callbackID());
            } catch (VirtException e) {
                if (callbacks.isEmpty()) throw e;
            }
        }
    }
}
