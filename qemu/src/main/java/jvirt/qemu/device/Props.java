package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.UUID;
import jvirt.api.IdSet;
import jvirt.api.json.Json;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;

/**
 * The properties of one device, object or block node while they are put together, in QEMU's words. What is absent leaves no
 * member; so does a number that is zero where it is added as {@link #positive}. For one thread.
 */
public final class Props {
    private final SequencedMap<String, Json> members = new LinkedHashMap<>();

    public static Props empty() {
        return new Props();
    }

    /** A device of this driver. */
    public static Props device(String driver) {
        return new Props().text("driver", driver);
    }

    /** An object of this type. */
    public static Props object(String type, String id) {
        return new Props().text("qom-type", type).text("id", id);
    }

    public Props text(String name, String value) {
        members.put(name, Json.of(value));
        return this;
    }

    public Props text(String name, Optional<String> value) {
        value.ifPresent(text -> text(name, text));
        return this;
    }

    public Props uuid(String name, Optional<UUID> value) {
        return text(name, value.map(UUID::toString));
    }

    public Props number(String name, long value) {
        members.put(name, Json.of(value));
        return this;
    }

    public Props number(String name, Optional<? extends Number> value) {
        value.ifPresent(number -> number(name, number.longValue()));
        return this;
    }

    public Props positive(String name, long value) {
        return value == 0 ? this : number(name, value);
    }

    public Props positive(String name, Optional<? extends Number> value) {
        value.ifPresent(number -> positive(name, number.longValue()));
        return this;
    }

    public Props flag(String name, boolean value) {
        members.put(name, Json.of(value));
        return this;
    }

    /** The member only where it is true. */
    public Props set(String name, boolean value) {
        return value ? flag(name, true) : this;
    }

    public Props onOff(String name, Optional<OnOff> value) {
        value.ifPresent(state -> flag(name, state.on()));
        return this;
    }

    public Props yesNo(String name, Optional<YesNo> value) {
        value.ifPresent(state -> flag(name, state.yes()));
        return this;
    }

    /** A switch of QEMU's that also knows {@code auto}: it takes words. */
    public Props onOffWord(String name, Optional<OnOff> value) {
        return text(name, value.map(state -> state.on() ? "on" : "off"));
    }

    public Props json(String name, Json value) {
        members.put(name, value);
        return this;
    }

    public Props json(String name, Optional<? extends Json> value) {
        value.ifPresent(json -> members.put(name, json));
        return this;
    }

    public Props nodes(String name, IdSet nodes) {
        List<Json> numbers = new ArrayList<>();
        nodes.stream().forEach(node -> numbers.add(Json.of(node)));
        return json(name, Json.array(numbers));
    }

    public Props without(String name) {
        members.remove(name);
        return this;
    }

    public boolean isEmpty() {
        return members.isEmpty();
    }

    public Json.Obj json() {
        return new Json.Obj(new LinkedHashMap<>(members));
    }
}
