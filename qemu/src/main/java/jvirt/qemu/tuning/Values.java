package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.NONE;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.Parameter;

/** Named values that a client sets, each known and of its type. */
record Values(Map<String, Parameter.Value> values) {
    /** The types of values, as libvirt calls them. */
    enum Type {
        INT, UINT, LLONG, ULLONG, STRING;

        private boolean has(Parameter.Value value) {
            return of(value) == this;
        }

        private static Type of(Parameter.Value value) {
            return switch (value) {
                case Parameter.Value.Int _ -> INT;
                case Parameter.Value.Uint _ -> UINT;
                case Parameter.Value.Llong _ -> LLONG;
                case Parameter.Value.Ullong _ -> ULLONG;
                case Parameter.Value.Text _ -> STRING;
                case Parameter.Value.Real _, Parameter.Value.Truth _ -> null;
            };
        }
    }

    static Values of(List<Parameter> parameters, Map<String, Type> known) {
        Map<String, Parameter.Value> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            Type type = known.get(parameter.name());
            if (type == null) throw NONE.error(ARGUMENT_UNSUPPORTED, "parameter '%s' not supported", parameter.name());
            if (!type.has(parameter.value())) {
                throw NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected '%s'", parameter.name(),
                        type.name().toLowerCase(Locale.ROOT));
            }
            values.put(parameter.name(), parameter.value());
        }
        return new Values(values);
    }

    Set<String> names() {
        return values.keySet();
    }

    Optional<Long> number(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> switch (value) {
            case Parameter.Value.Int(int number) -> (long) number;
            case Parameter.Value.Uint(int number) -> Integer.toUnsignedLong(number);
            case Parameter.Value.Llong(long number) -> number;
            case Parameter.Value.Ullong(long number) -> number;
            case Parameter.Value.Text _, Parameter.Value.Real _, Parameter.Value.Truth _ ->
                    throw new IllegalStateException(name + " is no number");
        });
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(value -> ((Parameter.Value.Text) value).value());
    }
}
