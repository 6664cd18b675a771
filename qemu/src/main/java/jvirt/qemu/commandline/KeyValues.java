package jvirt.qemu.commandline;

import jvirt.api.json.Json;

/** Properties as QEMUs before 6.2 read them: {@code TYPE,name=value,list.0=value}. */
final class KeyValues {
    private KeyValues() {}

    /** @param first the member whose value stands at the head, without its name */
    static String of(Json.Obj props, String first) {
        StringBuilder out = new StringBuilder(props.string(first));
        props.members().forEach((name, value) -> {
            if (!name.equals(first)) add(name, value, out);
        });
        return out.toString();
    }

    private static void add(String name, Json value, StringBuilder out) {
        switch (value) {
            case Json.Obj(var members) -> members.forEach((member, inner) -> add(name + "." + member, inner, out));
            case Json.Arr(var elements) -> {
                for (int i = 0; i < elements.size(); i++) add(name + "." + i, elements.get(i), out);
            }
            case Json.Str(var text) -> out.append(',').append(name).append('=').append(text.replace(",", ",,"));
            case Json.Num(var text) -> out.append(',').append(name).append('=').append(text);
            case Json.Bool truth -> out.append(',').append(name).append('=').append(truth == Json.Bool.TRUE ? "on" : "off");
            case Json.Null.NULL -> { }
        }
    }
}
