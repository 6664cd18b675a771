package jvirt.conformance.peer;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.Reply;

/** A conversation whose commands must come in one order, each with its reply and the events before it. */
final class ScriptedQemu implements Conversation {
    private final Deque<Json.Obj> expected = new ArrayDeque<>();
    private final List<Json.Obj> events = new ArrayList<>();

    void expect(List<Json> commands) {
        expected.clear();
        events.clear();
        commands.forEach(command -> expected.add(command.asObject()));
    }

    @Override
    public <R> Reply<R> ask(Command<R> command) {
        String name = command.message().string("execute");
        Json.Obj next = expected.poll();
        if (next == null || !next.string("execute").equals(name)) {
            throw QEMU.error(INTERNAL_ERROR, "asked %s instead of %s", name, next == null ? "nothing" : next.string("execute"));
        }
        next.find("events_before_reply").ifPresent(list -> list.asList().forEach(event -> events.add(event.asObject())));
        return Reply.of(command, next.object("reply"));
    }

    /** Whether this event came. */
    boolean saw(String event, String device) {
        return events.stream().anyMatch(one -> one.string("event").equals(event)
                && one.object("data").findString("device").filter(device::equals).isPresent());
    }

    /** The first command that was never asked. */
    Optional<String> missing() {
        return Optional.ofNullable(expected.peek()).map(command -> command.string("execute"));
    }
}
