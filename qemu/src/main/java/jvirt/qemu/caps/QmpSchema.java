package jvirt.qemu.caps;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.json.Json;

/**
 * QEMU's description of its own protocol. A path leads from a command or event through its types: {@code
 * blockdev-add/arg-type/+file/aio/^io_uring}. A plain word is a member, {@code +x} the variant x, {@code ^x} the value x of
 * an enum, {@code *x} a member that may be absent, {@code $x} the feature x, {@code !x} the basic type x.
 */
final class QmpSchema {
    /** No path leads deeper, unless types contain each other. */
    private static final int DEPTH_MAX = 1000;

    private final Map<String, Json.Obj> types = new HashMap<>();

    QmpSchema(List<Json.Obj> entities) {
        for (Json.Obj entity : entities) types.put(entity.string("name"), entity);
    }

    boolean has(String path) {
        List<String> steps = List.of(path.split("/"));
        return leads(steps.getFirst(), steps.subList(1, steps.size()), 0);
    }

    private boolean leads(String type, List<String> steps, int depth) {
        Json.Obj entity = types.get(type);
        if (entity == null || depth > DEPTH_MAX) return false;
        if (steps.isEmpty()) return true;
        String step = steps.getFirst();
        List<String> rest = steps.subList(1, steps.size());
        char sign = Character.isLetter(step.charAt(0)) ? ' ' : step.charAt(0);
        String word = sign == ' ' ? step : step.substring(1);
        return switch (entity.string("meta-type")) {
            case "array" -> leads(entity.string("element-type"), steps, depth + 1);
            case "alternate" -> entity.list("members").stream()
                    .anyMatch(member -> leads(member.asObject().string("type"), steps, depth + 1));
            case "enum" -> sign == '^' && hasValue(entity, word, rest);
            case "builtin" -> sign == '!' && rest.isEmpty() && entity.string("json-type").equals(word);
            case "command", "event" -> switch (sign) {
                case '$' -> rest.isEmpty() && hasFeature(entity, word);
                case ' ' -> entity.findString(word).filter(next -> leads(next, rest, depth + 1)).isPresent();
                default -> false;
            };
            case "object" -> switch (sign) {
                case '$' -> rest.isEmpty() && hasFeature(entity, word);
                case '+' -> follow(entity, "variants", "case", word).filter(next -> leads(next, rest, depth + 1)).isPresent();
                case ' ', '*' -> (sign == ' ' || mayBeAbsent(entity, word))
                        && follow(entity, "members", "name", word).filter(next -> leads(next, rest, depth + 1)).isPresent();
                default -> false;
            };
            default -> false;
        };
    }

    private static Stream<Json.Obj> named(Json.Obj entity, String list, String key, String word) {
        return entity.list(list).stream().map(Json::asObject)
                .filter(part -> part.findString(key).filter(word::equals).isPresent());
    }

    private static Optional<String> follow(Json.Obj entity, String list, String key, String word) {
        return named(entity, list, key, word).findFirst().map(part -> part.string("type"));
    }

    private static boolean mayBeAbsent(Json.Obj entity, String word) {
        return named(entity, "members", "name", word).anyMatch(member -> member.members().containsKey("default"));
    }

    private static boolean hasFeature(Json.Obj entity, String word) {
        return entity.list("features").contains(Json.of(word));
    }

    /** QEMU 6.2 and later say values as {@code members}, which may have features. */
    private static boolean hasValue(Json.Obj entity, String word, List<String> rest) {
        if (!entity.members().containsKey("members")) return rest.isEmpty() && entity.list("values").contains(Json.of(word));
        return named(entity, "members", "name", word).findFirst()
                .filter(value -> rest.isEmpty()
                        || rest.size() == 1 && rest.getFirst().startsWith("$") && hasFeature(value, rest.getFirst().substring(1)))
                .isPresent();
    }
}
