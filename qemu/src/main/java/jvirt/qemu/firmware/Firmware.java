package jvirt.qemu.firmware;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.caps.Architectures;

/**
 * One description of a firmware.
 *
 * @param interfaces what it is to the guest: {@code bios}, {@code uefi}, ...
 * @param features such as {@code secure-boot}
 */
public record Firmware(List<String> interfaces, Mapping mapping, List<Target> targets, List<String> features) {
    /** Where its bytes are. */
    public sealed interface Mapping {
        /** Two flash chips, or one: {@code mode} is {@code split}, {@code combined} or {@code stateless}. */
        record Flash(String mode, Image executable, Optional<Image> nvramTemplate) implements Mapping {}

        record Kernel(String filename) implements Mapping {}

        record Memory(String filename) implements Mapping {}
    }

    public record Image(String filename, String format) {}

    /** @param machines names with {@code *} and {@code ?} */
    public record Target(String architecture, List<String> machines) {
        boolean matches(String guest, String machine) {
            return architecture.equals(guest) && machines.stream().anyMatch(pattern -> machine.matches(
                    pattern.replaceAll("[^*?]+", "\\\\Q$0\\\\E").replace("*", ".*").replace("?", ".")));
        }
    }

    static Firmware parse(String text) {
        Json.Obj json = Json.parse(text).asObject();
        return new Firmware(strings(json, "interface-types"), mapping(json.object("mapping")),
                json.list("targets").stream().map(Json::asObject).map(Firmware::target).toList(), strings(json, "features"));
    }

    private static Mapping mapping(Json.Obj json) {
        return switch (json.string("device")) {
            case "flash" -> new Mapping.Flash(json.findString("mode").orElse("split"), image(json.object("executable")),
                    json.find("nvram-template").map(template -> image(template.asObject())));
            case "kernel" -> new Mapping.Kernel(json.string("filename"));
            default -> new Mapping.Memory(json.string("filename"));
        };
    }

    private static Image image(Json.Obj json) {
        return new Image(json.string("filename"), json.findString("format").orElse("raw"));
    }

    private static Target target(Json.Obj json) {
        return new Target(Architectures.ofQemu(json.string("architecture")), strings(json, "machines"));
    }

    private static List<String> strings(Json.Obj json, String name) {
        return json.list(name).stream().map(Json::asString).toList();
    }

    public boolean fits(String architecture, String machine) {
        return targets.stream().anyMatch(target -> target.matches(architecture, machine));
    }

    /** The file with its code, where a machine can be told to use it. */
    public Optional<String> file() {
        return switch (mapping) {
            case Mapping.Flash flash -> Optional.of(flash.executable.filename);
            case Mapping.Memory(String filename) -> Optional.of(filename);
            case Mapping.Kernel _ -> Optional.empty();
        };
    }
}
