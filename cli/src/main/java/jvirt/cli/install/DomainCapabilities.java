package jvirt.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import jvirt.api.xml.Element;

/** What one kind of guest may have, as the connection says; {@link #NONE} where it does not say. */
public record DomainCapabilities(Element xml) {
    static final DomainCapabilities NONE = new DomainCapabilities(Element.of("domainCapabilities", Map.of(), List.of()));

    /** Firmware files by architecture, the ones to be preferred first: what the distributions call them. */
    private static final Map<String, List<Pattern>> FIRMWARE = Map.of(
            "i686", patterns(".*edk2-i386-.*\\.fd", ".*ovmf-ia32.*"),
            "x86_64", patterns(".*edk2-x86_64-.*\\.fd", ".*OVMF_CODE\\.fd", ".*ovmf-x64/OVMF.*\\.fd", ".*ovmf-x86_64-.*", ".*ovmf.*", ".*OVMF.*"),
            "aarch64", patterns(".*AAVMF_CODE\\.fd", ".*aarch64/QEMU_EFI.*", ".*aarch64.*", ".*edk2-aarch64-code\\.fd"),
            "armv7l", patterns(".*AAVMF32_CODE\\.fd", ".*arm/QEMU_EFI.*", ".*edk2-arm-code\\.fd"),
            "riscv64", patterns(".*RISCV_VIRT_CODE\\..*", ".*riscv64.*"),
            "loongarch64", patterns(".*loongarch64/QEMU_CODE\\..*", ".*loongarch64.*"));

    private static List<Pattern> patterns(String... patterns) {
        return List.of(patterns).stream().map(Pattern::compile).toList();
    }

    public String text(String child) {
        return xml.child(child).map(Element::text).orElse("");
    }

    String arch() {
        return text("arch");
    }

    private Optional<Element> at(String... path) {
        Optional<Element> element = Optional.of(xml);
        for (String step : path) element = element.flatMap(one -> one.child(step));
        return element;
    }

    private static List<String> values(Optional<Element> block, String name) {
        return block.stream().flatMap(one -> one.children("enum").stream())
                .filter(one -> one.attribute("name").filter(name::equals).isPresent())
                .flatMap(one -> one.children("value").stream()).map(Element::text).toList();
    }

    private static Optional<Boolean> supported(Optional<Element> block) {
        return block.flatMap(one -> one.attribute("supported")).map("yes"::equals);
    }

    /** The connection says which devices there are at all; an old one does not. */
    boolean says(String device) {
        return supported(at("devices", device)).isPresent();
    }

    boolean device(String device, String property, String value) {
        return values(at("devices", device), property).contains(value);
    }

    /** Whether the connection names values for a property of a device. */
    boolean names(String device, String property) {
        return !values(at("devices", device), property).isEmpty();
    }

    /** Whether a device may be used, where saying nothing means yes. */
    boolean mayHave(String device, String property, String value) {
        return !says(device) || device(device, property, value);
    }

    boolean efiFirmware() {
        return values(at("os"), "firmware").contains("efi");
    }

    /** The firmware file to be used where the daemon does not choose by itself. */
    Optional<String> firmwareFile() {
        if (!values(at("os", "loader"), "readonly").contains("yes")) {
            throw new InstallException("Libvirt version does not support UEFI.");
        }
        if (!FIRMWARE.containsKey(arch())) throw InstallException.of("Don't know how to setup UEFI for arch '%s'", arch());
        List<String> files = at("os", "loader").stream().flatMap(loader -> loader.children("value").stream()).map(Element::text).toList();
        return FIRMWARE.get(arch()).stream().flatMap(pattern -> files.stream().filter(file -> pattern.matcher(file).matches())).findFirst();
    }

    private Optional<Element> cpuMode(String name) {
        return at("cpu").stream().flatMap(cpu -> cpu.children("mode").stream())
                .filter(mode -> mode.attribute("name").filter(name::equals).isPresent()).findFirst();
    }

    /** The daemon passes the host's CPU through and knows whether the guest can still move. */
    boolean hostPassthrough() {
        Optional<Element> mode = cpuMode("host-passthrough");
        return supported(mode).orElse(false) && values(mode, "hostPassthroughMigratable").contains("on");
    }

    boolean maximum() {
        return supported(cpuMode("maximum")).orElse(false);
    }

    /** The {@code <mode name='host-model'>}, when it can be relied on. */
    Optional<Element> hostModel() {
        Optional<Element> mode = cpuMode("host-model");
        return supported(mode).orElse(false) ? mode : Optional.empty();
    }

    /**
     * The features that a mode names, and those that its model's name does: what a model stands for is in the daemon's CPU
     * map, but names such as Skylake-Client-IBRS say what matters here.
     */
    static List<String> namedFeatures(Element mode) {
        List<String> features = new ArrayList<>(mode.children("feature").stream()
                .filter(feature -> feature.attribute("policy").filter("require"::equals).isPresent())
                .flatMap(feature -> feature.attribute("name").stream()).toList());
        String model = mode.child("model").map(Element::text).orElse("");
        if (model.contains("-IBRS")) features.add("spec-ctrl");
        if (model.contains("-IBPB")) features.add("ibpb");
        return features;
    }

    boolean safeHostModel() {
        return hostModel().flatMap(mode -> mode.child("model")).flatMap(model -> model.attribute("fallback")).filter("forbid"::equals).isPresent();
    }

    /** Whether a CPU model of this name can run here; unknown is yes. */
    boolean runsCpu(String model) {
        Optional<Element> custom = cpuMode("custom");
        return custom.isEmpty() || custom.get().children("model").stream()
                .anyMatch(one -> one.text().equals(model) && !one.attribute("usable").filter("no"::equals).isPresent());
    }

    List<String> hypervFeatures() {
        return supported(at("features", "hyperv")).orElse(false) ? values(at("features", "hyperv"), "features") : List.of();
    }

    /** SEV with its encrypted state. */
    boolean sevEs() {
        return supported(at("features", "sev")).orElse(false) && at("features", "sev", "maxESGuests").isPresent();
    }

    boolean tpmEmulator() {
        List<String> models = values(at("devices", "tpm"), "model");
        // libvirt up to 8.4 says so for armv7l and refuses it then
        if (arch().equals("armv7l") && models.equals(List.of("tpm-tis"))) return false;
        return !models.isEmpty() && device("tpm", "backendModel", "emulator");
    }
}
