package jvirt.api.json;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** A sealed interface: one member's word tells which record the object is. */
final class ChoiceForm implements JsonForm {
    private final String key;
    private final Map<String, Class<?>> byWord = new HashMap<>();

    ChoiceForm(Class<?> type) {
        key = type.getAnnotation(ByKey.class).value();
        for (Class<?> variant : type.getPermittedSubclasses()) {
            for (String word : words(variant)) byWord.put(word, variant);
        }
    }

    private static String[] words(Class<?> variant) {
        Is is = variant.getAnnotation(Is.class);
        if (is == null) throw new IllegalArgumentException(variant + " lacks @Is");
        return is.value();
    }

    @Override
    public Object read(Json json) {
        String word = json.asObject().string(key);
        Class<?> variant = byWord.get(word);
        if (variant == null) throw new JsonException("unknown " + key + " '" + word + "'");
        SequencedMap<String, Json> members = new LinkedHashMap<>(json.asObject().members());
        members.remove(key);
        return JsonForm.of(variant).read(new Json.Obj(members));
    }

    @Override
    public Json write(Object value) {
        SequencedMap<String, Json> members = new LinkedHashMap<>();
        members.put(key, Json.of(words(value.getClass())[0]));
        members.putAll(JsonForm.of(value.getClass()).write(value).asObject().members());
        return new Json.Obj(members);
    }
}
