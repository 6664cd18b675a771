package jvirt.api.capabilities;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The values that an attribute or element of a domain's document can have, {@code <enum>}. */
public record Choice(String name, List<String> value) {
    public Choice {
        value = List.copyOf(value);
    }

    public static Choice of(String name, String... values) {
        return new Choice(name, Arrays.asList(values));
    }

    public static Choice of(String name, Stream<String> values) {
        return new Choice(name, values.toList());
    }
}
