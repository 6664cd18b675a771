package jvirt.host.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NODEDEV;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.api.nodedev.Capability.Mdev;
import jvirt.api.xml.Uuids;

/** What is said to {@code mdevctl}, the program that keeps the definitions of mediated devices, makes and ends them; and its list. */
public final class Mdevctl {
    public static final String PROGRAM = "mdevctl";
    /** Lists the definitions. */
    static final List<String> LIST = List.of(PROGRAM, "list", "--dumpjson", "--defined");

    /** A command line, and what the program reads. */
    public record Command(List<String> words, String input) {}

    /**
     * A definition.
     *
     * @param parent the address of the device that is to make it; there need not be one
     * @param autostart it is made with its parent
     */
    public record Defined(String parent, Mdev mdev, boolean autostart) {}

    private Mdevctl() {}

    /** Makes a device that is not kept. */
    public static Command create(String parent, Mdev mdev) {
        return described("start", parent, mdev, false);
    }

    /** Keeps a definition. Without a UUID the program makes one up and prints it, as for {@link #create}. */
    public static Command define(String parent, Mdev mdev) {
        return described("define", parent, mdev, false);
    }

    /** Changes a device that is there, its definition, or both. */
    public static Command modify(Defined to, boolean definition, boolean live) {
        Command command = described("modify", to.parent, to.mdev, to.autostart);
        List<String> words = new ArrayList<>(command.words);
        if (definition) words.add("--defined");
        if (live) words.add("--live");
        return new Command(words, command.input);
    }

    public static Command undefine(UUID uuid) {
        return of("undefine", uuid);
    }

    /** Makes a device that is defined. */
    public static Command start(UUID uuid) {
        return of("start", uuid);
    }

    /** Ends a device. */
    public static Command stop(UUID uuid) {
        return of("stop", uuid);
    }

    public static Command autostart(UUID uuid, boolean on) {
        return new Command(List.of(PROGRAM, "modify", "--uuid", uuid.toString(), on ? "--auto" : "--manual"), "");
    }

    private static Command of(String action, UUID uuid) {
        return new Command(List.of(PROGRAM, action, "--uuid=" + uuid), "");
    }

    private static Command described(String action, String parent, Mdev mdev, boolean autostart) {
        List<String> words = new ArrayList<>(List.of(PROGRAM, action, "--parent=" + parent, "--jsonfile=/dev/stdin"));
        mdev.uuid().ifPresent(uuid -> words.add("--uuid=" + uuid));
        Json.Obj description = Json.object().with("mdev_type", mdev.type().id()).with("start", autostart ? "auto" : "manual");
        if (!mdev.attr().isEmpty()) {
            description = description.with("attrs", Json.array(mdev.attr().stream()
                    .map(attr -> Json.object().with(attr.name(), attr.value())).toList()));
        }
        return new Command(words, description.toString());
    }

    /** The program's list of definitions: one object, in which each parent's address has a list. */
    public static List<Defined> parse(String list) {
        try {
            if (!(Json.parse(list) instanceof Json.Arr(var parents))) throw wrong("mdevctl JSON response contains no devices", null);
            if (parents.isEmpty()) return List.of();
            if (parents.size() != 1) throw wrong("Unexpected format for mdevctl response", null);
            List<Defined> all = new ArrayList<>();
            for (Map.Entry<String, Json> parent : parents.getFirst().asObject().members().entrySet()) {
                for (Json child : elements(parent.getValue())) {
                    child.asObject().members().forEach((uuid, facts) -> all.add(defined(parent.getKey(), uuid, facts.asObject())));
                }
            }
            return all;
        } catch (JsonException e) {
            throw wrong("Unexpected format for mdevctl response", e);
        }
    }

    private static List<Json> elements(Json json) {
        if (json instanceof Json.Arr(var elements)) return elements;
        throw new JsonException("no array: " + json);
    }

    private static Defined defined(String parent, String uuid, Json.Obj facts) {
        List<Mdev.Attr> attributes = new ArrayList<>();
        for (Json attribute : facts.find("attrs").map(Mdevctl::elements).orElse(List.of())) {
            attribute.asObject().members().forEach((name, value) -> attributes.add(new Mdev.Attr(name, value.asString())));
        }
        UUID known = Uuids.parse(uuid).orElseThrow(() -> wrong("Unable to parse child device", null));
        return new Defined(parent, new Mdev(new Mdev.Type(facts.string("mdev_type")), Optional.of(known), Optional.of(parent),
                Optional.empty(), attributes), facts.findString("start").equals(Optional.of("auto")));
    }

    private static RuntimeException wrong(String what, Throwable cause) {
        return NODEDEV.error(INTERNAL_ERROR, cause, "%s", what);
    }
}
