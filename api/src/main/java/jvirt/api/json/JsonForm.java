package jvirt.api.json;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;

/** How values of one type become JSON and back. */
interface JsonForm {
    /** The forms of classes, each derived once. */
    ClassValue<JsonForm> DERIVED = new ClassValue<>() {
        @Override
        protected JsonForm computeValue(Class<?> type) {
            return derive(type);
        }
    };

    Object read(Json json);

    Json write(Object value);

    /** The form of a type. One of a record is looked up when it is used, since records may contain themselves. */
    static JsonForm of(Type type) {
        return switch (type) {
            case Class<?> c when c.isRecord() || c.isSealed() && c.isAnnotationPresent(ByKey.class) ->
                    scalar(json -> DERIVED.get(c).read(json), value -> DERIVED.get(c).write(value));
            case Class<?> c -> DERIVED.get(c);
            case ParameterizedType p when p.getRawType() == List.class -> list(of(p.getActualTypeArguments()[0]));
            case ParameterizedType p when p.getRawType() == Map.class -> map(of(p.getActualTypeArguments()[1]));
            default -> throw new IllegalArgumentException("no JSON form for " + type);
        };
    }

    private static JsonForm derive(Class<?> type) {
        if (type == String.class) return scalar(Json::asString, value -> Json.of((String) value));
        if (type == long.class || type == Long.class) return scalar(Json::asLong, value -> Json.of((long) value));
        if (type == int.class || type == Integer.class) {
            return scalar(json -> Math.toIntExact(json.asLong()), value -> Json.of((int) value));
        }
        if (type == boolean.class || type == Boolean.class) {
            return scalar(Json::asBool, value -> Json.of((boolean) value));
        }
        if (type == double.class || type == Double.class) {
            return scalar(Json::asDouble, value -> new Json.Num(Double.toString((double) value)));
        }
        if (type == Json.class) return scalar(json -> json, value -> (Json) value);
        if (type == Json.Obj.class) return scalar(Json::asObject, value -> (Json) value);
        if (type.isEnum()) return new EnumForm(type);
        if (type.isRecord()) return new RecordForm(type);
        if (type.isSealed() && type.isAnnotationPresent(ByKey.class)) return new ChoiceForm(type);
        throw new IllegalArgumentException("no JSON form for " + type);
    }

    private static JsonForm scalar(Function<Json, Object> read, Function<Object, Json> write) {
        return new JsonForm() {
            @Override
            public Object read(Json json) {
                return read.apply(json);
            }

            @Override
            public Json write(Object value) {
                return write.apply(value);
            }
        };
    }

    private static JsonForm list(JsonForm element) {
        return scalar(json -> json.asList().stream().map(element::read).toList(),
                value -> Json.array(((List<?>) value).stream().map(element::write).toList()));
    }

    private static JsonForm map(JsonForm element) {
        return scalar(json -> {
            SequencedMap<String, Object> values = new LinkedHashMap<>();
            json.asObject().members().forEach((name, value) -> values.put(name, element.read(value)));
            return values;
        }, value -> {
            SequencedMap<String, Json> members = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, of) -> members.put((String) name, element.write(of)));
            return new Json.Obj(members);
        });
    }
}
