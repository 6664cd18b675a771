package jvirt.conformance.peer;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import jvirt.api.ErrorDomain;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.Reply;

/** A conversation that was recorded: each command has its reply, in whatever order they are asked. */
final class RecordedQemu implements Conversation {
    private final Map<Json, Json.Obj> replies = new HashMap<>();

    /** A file holds several, each beginning with {@code qmp_capabilities}. */
    static List<RecordedQemu> of(String text) {
        List<RecordedQemu> conversations = new ArrayList<>();
        Iterator<Json> values = Json.parseAll(text).iterator();
        while (values.hasNext()) {
            Json.Obj command = values.next().asObject();
            if (command.string("execute").equals("qmp_capabilities")) conversations.add(new RecordedQemu());
            conversations.getLast().replies.put(question(command), values.next().asObject());
        }
        return conversations;
    }

    private static Json question(Json.Obj command) {
        return Json.object().with("execute", command.get("execute"))
                .with("arguments", command.find("arguments").orElse(Json.object())).sorted();
    }

    @Override
    public <R> Reply<R> ask(Command<R> command) {
        Json.Obj reply = replies.get(question(command.message()));
        if (reply == null) throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "no reply was recorded to %s", command.message());
        return Reply.of(command, reply);
    }
}
