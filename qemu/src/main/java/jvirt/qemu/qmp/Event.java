package jvirt.qemu.qmp;

import java.time.Instant;
import jvirt.api.json.Json;

/** Something that happened in QEMU, as it says it: its name, its data and its clock. */
public record Event(String name, Json.Obj data, Instant when) {
    static Event of(Json.Obj message) {
        Json.Obj data = message.find("data").map(Json::asObject).orElse(Json.object());
        Json.Obj timestamp = message.object("timestamp");
        Instant when = Instant.ofEpochSecond(timestamp.number("seconds"), timestamp.number("microseconds") * 1000);
        return new Event(message.string("event"), data, when);
    }
}
