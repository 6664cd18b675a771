package jvirt.rpc.call;

import java.util.List;
import java.util.Optional;

/** {@code remote_typed_param}: a named value of one of seven types. */
public record TypedParam(String field, Value value) {
    /** {@code remote_typed_param_value}: an XDR union is a sealed interface, and each arm carries its discriminant. */
    public sealed interface Value {
        @Arm(1) record Int(int value) implements Value {}

        @Arm(2) record Uint(int value) implements Value {}

        @Arm(3) record Llong(long value) implements Value {}

        @Arm(4) record Ullong(long value) implements Value {}

        @Arm(5) record Real(double value) implements Value {}

        @Arm(6) record Bool(int value) implements Value {}

        @Arm(7) record Text(String value) implements Value {}
    }

    public static TypedParam ofInt(String field, int value) {
        return new TypedParam(field, new Value.Int(value));
    }

    public static TypedParam ofUint(String field, int value) {
        return new TypedParam(field, new Value.Uint(value));
    }

    public static TypedParam ofLlong(String field, long value) {
        return new TypedParam(field, new Value.Llong(value));
    }

    public static TypedParam ofUllong(String field, long value) {
        return new TypedParam(field, new Value.Ullong(value));
    }

    public static TypedParam of(String field, double value) {
        return new TypedParam(field, new Value.Real(value));
    }

    public static TypedParam of(String field, boolean value) {
        return new TypedParam(field, new Value.Bool(value ? 1 : 0));
    }

    public static TypedParam of(String field, String value) {
        return new TypedParam(field, new Value.Text(value));
    }

    /** The value of this name in a list, if it is there. */
    public static Optional<Value> find(List<TypedParam> params, String field) {
        return params.stream().filter(param -> param.field.equals(field)).map(TypedParam::value).findFirst();
    }
}
