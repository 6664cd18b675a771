package jvirt.cli.domain;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;

/** JSON as QEMU and its agent speak it. */
final class JsonText {
    private JsonText() {}

    static Optional<Json> parse(String text) {
        try {
            return Optional.of(Json.parse(text));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    /** The same in several lines, two spaces a level; nothing when it is no JSON. */
    static Optional<String> pretty(String text) {
        return parse(text).map(JsonText::pretty);
    }

    static String pretty(Json json) {
        StringBuilder lines = new StringBuilder();
        append(json, "", lines);
        return lines.toString();
    }

    private static void append(Json json, String indent, StringBuilder lines) {
        switch (json) {
            case Json.Obj(var members) when !members.isEmpty() -> {
                lines.append("{\n");
                for (Iterator<Map.Entry<String, Json>> each = members.entrySet().iterator(); each.hasNext(); ) {
                    var member = each.next();
                    lines.append(indent).append("  ").append(new Json.Str(member.getKey())).append(": ");
                    append(member.getValue(), indent + "  ", lines);
                    lines.append(each.hasNext() ? ",\n" : "\n");
                }
                lines.append(indent).append('}');
            }
            case Json.Arr(var elements) when !elements.isEmpty() -> {
                lines.append("[\n");
                for (int i = 0; i < elements.size(); i++) {
                    lines.append(indent).append("  ");
                    append(elements.get(i), indent + "  ", lines);
                    lines.append(i < elements.size() - 1 ? ",\n" : "\n");
                }
                lines.append(indent).append(']');
            }
            case Json.Obj _ -> lines.append("{}");
            case Json.Arr _ -> lines.append("[]");
            default -> lines.append(json);
        }
    }
}
