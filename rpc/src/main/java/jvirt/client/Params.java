package jvirt.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jvirt.rpc.call.TypedParam;

/** Named values of a reply, as text in the order in which they came. */
final class Params {
    private Params() {}

    static Map<String, String> texts(List<TypedParam> params) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (TypedParam param : params) texts.put(param.field(), text(param.value()));
        return texts;
    }

    private static String text(TypedParam.Value value) {
        return switch (value) {
            case TypedParam.Value.Int(int number) -> Integer.toString(number);
            case TypedParam.Value.Uint(int number) -> Integer.toUnsignedString(number);
            case TypedParam.Value.Llong(long number) -> Long.toString(number);
            case TypedParam.Value.Ullong(long number) -> Long.toUnsignedString(number);
            case TypedParam.Value.Real(double number) -> String.format(Locale.ROOT, "%f", number);
            case TypedParam.Value.Bool(int flag) -> flag != 0 ? "yes" : "no";
            case TypedParam.Value.Text(String text) -> text;
        };
    }

    /** Bytes of a name in C's way: up to the first zero. */
    static String chars(List<Byte> chars) {
        byte[] bytes = new byte[chars.size()];
        int length = 0;
        while (length < bytes.length && chars.get(length) != 0) {
            bytes[length] = chars.get(length);
            length++;
        }
        return new String(bytes, 0, length, java.nio.charset.StandardCharsets.UTF_8);
    }
}
