package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.STORAGE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import jvirt.api.json.Json;

/** Members called {@code a.b} are members {@code b} of an object {@code a}: QEMU takes both. */
final class FlatJson {
    private FlatJson() {}

    static Json.Obj unfold(Json.Obj object) {
        return tree(members(object)).asObject();
    }

    private static Map<String, Object> members(Json.Obj object) {
        Map<String, Object> tree = new LinkedHashMap<>();
        object.members().forEach((key, value) -> put(tree, key, value));
        return tree;
    }

    private static void put(Map<String, Object> tree, String key, Json value) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            Object unfolded = value instanceof Json.Obj object ? members(object) : value;
            if (tree.put(key, unfolded) != null) throw STORAGE.error(INVALID_ARG, "can't deflatten colliding key '%s'", key);
            return;
        }
        Object inner = tree.computeIfAbsent(key.substring(0, dot), _ -> new LinkedHashMap<String, Object>());
        if (!(inner instanceof Map<?, ?>)) {
            throw STORAGE.error(INVALID_ARG, "mixing nested objects and values is forbidden in JSON deflattening");
        }
        @SuppressWarnings("unchecked") // only this class puts maps there
        Map<String, Object> members = (Map<String, Object>) inner;
        put(members, key.substring(dot + 1), value);
    }

    private static Json tree(Map<String, Object> members) {
        SequencedMap<String, Json> unfolded = new LinkedHashMap<>();
        members.forEach((key, value) -> unfolded.put(key, json(value)));
        return list(unfolded);
    }

    private static Json json(Object value) {
        if (value instanceof Json json) return json;
        @SuppressWarnings("unchecked") // what is no JSON is a map that put() made
        Map<String, Object> members = (Map<String, Object>) value;
        return tree(members);
    }

    /** Members 0, 1, 2 … are an array's elements. */
    private static Json list(SequencedMap<String, Json> members) {
        List<Json> elements = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            Json element = members.get(Integer.toString(i));
            if (element == null) return new Json.Obj(members);
            elements.add(element);
        }
        return elements.isEmpty() ? new Json.Obj(members) : Json.array(elements);
    }
}
