package jvirt.cli;

import java.util.List;
import java.util.Locale;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.TypedParam.Value;

/** Named values as commands print them. */
public final class Parameters {
    /** VIR_TYPED_PARAM_STRING_OKAY: the flag of a client that takes texts among the values. */
    public static final int STRINGS = 4;

    private Parameters() {}

    public static String text(Value value) {
        return switch (value) {
            case Value.Int(int number) -> Integer.toString(number);
            case Value.Uint(int number) -> Integer.toUnsignedString(number);
            case Value.Llong(long number) -> Long.toString(number);
            case Value.Ullong(long number) -> Long.toUnsignedString(number);
            case Value.Real(double number) -> String.format(Locale.ROOT, "%f", number);
            case Value.Bool(int flag) -> flag != 0 ? "yes" : "no";
            case Value.Text(String text) -> text;
        };
    }

    /** One a line, name and value. */
    public static void print(Output output, List<TypedParam> params) {
        for (TypedParam param : params) line(output, param.field(), text(param.value()));
    }

    public static void line(Output output, String name, String value) {
        output.print(Output.padded(name, 15) + ": " + value + "\n");
    }
}
