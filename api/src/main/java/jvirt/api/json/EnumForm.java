package jvirt.api.json;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** An enum's constants as words: their names in small letters with dashes, or what {@link Key} says. */
final class EnumForm implements JsonForm {
    private final Class<?> type;
    private final Map<String, Object> byWord = new HashMap<>();
    private final Map<Object, Json> words = new HashMap<>();

    EnumForm(Class<?> type) {
        this.type = type;
        for (Object constant : type.getEnumConstants()) {
            String word = word((Enum<?>) constant);
            byWord.put(word, constant);
            words.put(constant, Json.of(word));
        }
    }

    private String word(Enum<?> constant) {
        try {
            Key key = type.getField(constant.name()).getAnnotation(Key.class);
            return key == null ? constant.name().toLowerCase(Locale.ROOT).replace('_', '-') : key.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Object read(Json json) {
        Object constant = byWord.get(json.asString());
        if (constant == null) throw new JsonException("unknown " + type.getSimpleName() + " " + json);
        return constant;
    }

    @Override
    public Json write(Object value) {
        return words.get(value);
    }
}
