package jvirt.api;

import java.util.List;
import java.util.Optional;

/** A named value, as libvirt gives figures and takes settings; what type it is matters to clients. */
public record Parameter(String name, Value value) {
    /** One of libvirt's seven types. */
    public sealed interface Value {
        record Int(int value) implements Value {}

        /** 32 bits without a sign. */
        record Uint(int value) implements Value {}

        record Llong(long value) implements Value {}

        /** 64 bits without a sign. */
        record Ullong(long value) implements Value {}

        record Real(double value) implements Value {}

        record Truth(boolean value) implements Value {}

        record Text(String value) implements Value {}
    }

    public static Parameter ofInt(String name, int value) {
        return new Parameter(name, new Value.Int(value));
    }

    public static Parameter ofUint(String name, int value) {
        return new Parameter(name, new Value.Uint(value));
    }

    public static Parameter ofLlong(String name, long value) {
        return new Parameter(name, new Value.Llong(value));
    }

    public static Parameter ofUllong(String name, long value) {
        return new Parameter(name, new Value.Ullong(value));
    }

    public static Parameter of(String name, boolean value) {
        return new Parameter(name, new Value.Truth(value));
    }

    public static Parameter of(String name, String value) {
        return new Parameter(name, new Value.Text(value));
    }

    /** The whole number of this name in a list, whatever its width. */
    public static Optional<Long> number(List<Parameter> parameters, String name) {
        return parameters.stream().filter(parameter -> parameter.name.equals(name)).findFirst()
                .flatMap(parameter -> switch (parameter.value) {
                    case Value.Int(int value) -> Optional.of((long) value);
                    case Value.Uint(int value) -> Optional.of(Integer.toUnsignedLong(value));
                    case Value.Llong(long value) -> Optional.of(value);
                    case Value.Ullong(long value) -> Optional.of(value);
                    case Value.Real _, Value.Truth _, Value.Text _ -> Optional.empty();
                });
    }

    /** The text of this name in a list. */
    public static Optional<String> text(List<Parameter> parameters, String name) {
        return parameters.stream().filter(parameter -> parameter.name.equals(name)).findFirst()
                .flatMap(parameter -> parameter.value instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty());
    }
}
