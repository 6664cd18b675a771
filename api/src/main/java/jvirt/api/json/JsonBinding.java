package jvirt.api.json;

import java.lang.reflect.Type;

/** Reads and writes records as JSON. What a record's header means is said in this package's description. */
public final class JsonBinding {
    private JsonBinding() {}

    /** The value as a {@code T}; a {@link JsonException} says what does not fit. */
    public static <T> T read(Class<T> type, Json json) {
        return type.cast(JsonForm.of(type).read(json));
    }

    /** The value as what {@code type} says, which may be generic, such as a list of records. */
    public static Object read(Type type, Json json) {
        return JsonForm.of(type).read(json);
    }

    /** A record as an object. */
    public static Json.Obj write(Record value) {
        return JsonForm.of(value.getClass()).write(value).asObject();
    }
}
