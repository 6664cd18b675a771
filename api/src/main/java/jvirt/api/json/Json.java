package jvirt.api.json;

import java.io.StringWriter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;

/** A JSON value. Values do not change; {@link #toString} is the shortest text, without white space. */
public sealed interface Json {
    /** An object; members keep their order. */
    record Obj(SequencedMap<String, Json> members) implements Json {
        public Obj {
            members = Collections.unmodifiableSequencedMap(members);
        }

        /** The member, where there is one that is not {@code null}. */
        public Optional<Json> find(String name) {
            return Optional.ofNullable(members.get(name)).filter(json -> json != Null.NULL);
        }

        /** The member, which must be there. */
        public Json get(String name) {
            Json json = members.get(name);
            if (json == null) throw new JsonException("no member '" + name + "' in " + this);
            return json;
        }

        public String string(String name) {
            return get(name).asString();
        }

        public Optional<String> findString(String name) {
            return find(name).map(Json::asString);
        }

        public long number(String name) {
            return get(name).asLong();
        }

        public Optional<Long> findNumber(String name) {
            return find(name).map(Json::asLong);
        }

        /** The member as a truth; false where it is absent. */
        public boolean flag(String name) {
            return find(name).map(Json::asBool).orElse(false);
        }

        public Obj object(String name) {
            return get(name).asObject();
        }

        /** The elements of an array member; none where it is absent. */
        public List<Json> list(String name) {
            return find(name).map(Json::asList).orElse(List.of());
        }

        /** This object with one member more, or another value for it. */
        public Obj with(String name, Json value) {
            SequencedMap<String, Json> more = new LinkedHashMap<>(members);
            more.put(name, value);
            return new Obj(more);
        }

        public Obj with(String name, String value) {
            return with(name, new Str(value));
        }

        public Obj with(String name, long value) {
            return with(name, Json.of(value));
        }

        public Obj with(String name, boolean value) {
            return with(name, Bool.of(value));
        }

        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** An array. */
    record Arr(List<Json> elements) implements Json {
        public Arr {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** A string. */
    record Str(String value) implements Json {
        @Override
        public String toString() {
            return Json.text(this);
        }
    }

    /** A number, kept as it was written, so that neither 64 unsigned bits nor a fraction lose anything. */
    record Num(String text) implements Json {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A truth. */
    enum Bool implements Json {
        FALSE, TRUE;

        static Bool of(boolean value) {
            return value ? TRUE : FALSE;
        }

        @Override
        public String toString() {
            return this == TRUE ? "true" : "false";
        }
    }

    /** The value {@code null}. */
    enum Null implements Json {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    /** The empty object, to build upon by {@link Obj#with}. */
    static Obj object() {
        return new Obj(new LinkedHashMap<>());
    }

    static Json of(long value) {
        return new Num(Long.toString(value));
    }

    static Json of(String value) {
        return new Str(value);
    }

    static Json of(boolean value) {
        return Bool.of(value);
    }

    static Arr array(List<? extends Json> elements) {
        return new Arr(List.copyOf(elements));
    }

    /** The text as one value. */
    static Json parse(String text) {
        List<Json> values = parseAll(text);
        if (values.size() != 1) throw new JsonException("wanted one JSON value, got " + values.size());
        return values.getFirst();
    }

    /** The text as values, one after the other. */
    static List<Json> parseAll(String text) {
        List<Json> values = new ArrayList<>();
        try (JsonParser parser = Streams.FACTORY.createParser(ObjectReadContext.empty(), text)) {
            while (parser.nextToken() != null) values.add(read(parser));
        } catch (JacksonException e) {
            throw new JsonException(e.getOriginalMessage(), e);
        }
        return values;
    }

    /** The same value with the members of every object in the order of the alphabet, for comparing. */
    default Json sorted() {
        return switch (this) {
            case Obj(var members) -> {
                SequencedMap<String, Json> sorted = new LinkedHashMap<>();
                new TreeMap<>(members).forEach((name, value) -> sorted.put(name, value.sorted()));
                yield new Obj(sorted);
            }
            case Arr(var elements) -> new Arr(elements.stream().map(Json::sorted).toList());
            case Str _, Num _, Bool _, Null _ -> this;
        };
    }

    default Obj asObject() {
        if (this instanceof Obj object) return object;
        throw new JsonException("wanted an object, got " + this);
    }

    default List<Json> asList() {
        if (this instanceof Arr(var elements)) return elements;
        throw new JsonException("wanted an array, got " + this);
    }

    default String asString() {
        if (this instanceof Str(var value)) return value;
        throw new JsonException("wanted a string, got " + this);
    }

    default boolean asBool() {
        if (this instanceof Bool bool) return bool == Bool.TRUE;
        throw new JsonException("wanted true or false, got " + this);
    }

    /** The number; one of 64 unsigned bits wraps as in C. */
    default long asLong() {
        if (!(this instanceof Num(var text))) throw new JsonException("wanted a number, got " + this);
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _) {
            return integral(text);
        }
    }

    default double asDouble() {
        if (this instanceof Num(var text)) return Double.parseDouble(text);
        throw new JsonException("wanted a number, got " + this);
    }

    private static long integral(String text) {
        try {
            BigInteger wide = new BigInteger(text);
            if (wide.bitLength() <= 64) return wide.longValue();
        } catch (NumberFormatException _) {
            // a fraction or an exponent: no integer either, the same error
        }
        throw new JsonException("wanted a 64-bit integer, got " + text);
    }

    private static Json read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> {
                SequencedMap<String, Json> members = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    members.put(name, read(parser));
                }
                yield new Obj(members);
            }
            case START_ARRAY -> {
                List<Json> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) elements.add(read(parser));
                yield new Arr(elements);
            }
            case VALUE_STRING -> new Str(parser.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Num(parser.getString());
            case VALUE_TRUE -> Bool.TRUE;
            case VALUE_FALSE -> Bool.FALSE;
            case VALUE_NULL -> Null.NULL;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
                    throw new JsonException("unexpected " + token);
        };
    }

    private static String text(Json json) {
        StringWriter out = new StringWriter();
        try (JsonGenerator generator = Streams.FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            write(json, generator);
        }
        return out.toString();
    }

    private static void write(Json json, JsonGenerator generator) {
        switch (json) {
            case Obj(var members) -> {
                generator.writeStartObject();
                members.forEach((name, value) -> {
                    generator.writeName(name);
                    write(value, generator);
                });
                generator.writeEndObject();
            }
            case Arr(var elements) -> {
                generator.writeStartArray();
                elements.forEach(element -> write(element, generator));
                generator.writeEndArray();
            }
            case Str(var value) -> generator.writeString(value);
            case Num(var text) -> generator.writeRawValue(text);
            case Bool bool -> generator.writeBoolean(bool == Bool.TRUE);
            case Null.NULL -> generator.writeNull();
        }
    }
}
