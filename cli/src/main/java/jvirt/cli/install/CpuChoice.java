package jvirt.cli.install;

import java.util.List;
import java.util.Optional;

/** Which CPU the guest sees. */
final class CpuChoice {
    /** Features that guard against the CPU's own faults: a named model gets those that the host has. */
    private static final List<String> MITIGATIONS = List.of("spec-ctrl", "ssbd", "ibpb", "virt-ssbd", "md-clear");

    private CpuChoice() {}

    /** {@code --cpu}'s first word: a model, or one of the ways to have the host's. */
    static void model(Guest guest, String value) {
        switch (value) {
            case "host", "host-model" -> mode(guest, "host-model");
            case "host-passthrough", "maximum" -> mode(guest, value);
            case "none", "clear", "hv-default" -> {
                guest.section("cpu").clear("");
                guest.cpuModeIsSet();
            }
            case "host-model-only", "host-copy" -> hostModelOnly(guest);
            case "default" -> standard(guest);
            default -> named(guest, value);
        }
    }

    private static void mode(Guest guest, String mode) {
        Part cpu = guest.section("cpu");
        for (String slot : List.of("model", "vendor", "model/@fallback", "@migratable", "@check")) cpu.set(slot, null);
        cpu.parts("feature#").clear();
        cpu.set("@mode", mode);
        guest.cpuModeIsSet();
    }

    private static void named(Guest guest, String model) {
        Part cpu = guest.section("cpu");
        cpu.set("@migratable", null);
        cpu.set("@mode", "custom");
        cpu.orElse("@match", "exact");
        List<String> mitigations = mitigations(guest);
        if (guest.secureCpu()) {
            for (String feature : mitigations) {
                if (cpu.parts("feature#").stream().noneMatch(one -> one.is("@name", feature))) feature(guest, feature, "require");
            }
        } else {
            cpu.parts("feature#").removeIf(one -> one.is("@policy", "require") && one.get("@name").filter(mitigations::contains).isPresent());
        }
        cpu.set("model", model);
    }

    private static List<String> mitigations(Guest guest) {
        return guest.facts().hostModelFeatures(guest.domainCapabilities()).orElse(List.of()).stream().filter(MITIGATIONS::contains).sorted().toList();
    }

    static void feature(Guest guest, String name, String policy) {
        Part cpu = guest.section("cpu");
        Part feature = cpu.parts("feature#").stream().filter(one -> one.is("@name", name)).findFirst().orElseGet(() -> cpu.add("feature#"));
        feature.set("@name", name);
        feature.set("@policy", policy);
    }

    /** The host's model by its name, where such a guest can run it. */
    private static void hostModelOnly(Guest guest) {
        Optional<String> model = guest.capabilities().hostCpuModel();
        guest.cpuModeIsSet();
        if (model.isEmpty()) return;
        guest.section("cpu").clear("");
        named(guest, model.get());
        if (!guest.domainCapabilities().runsCpu(model.get())) guest.section("cpu").set("model", null);
    }

    /** What a guest gets that says nothing. */
    private static void standard(Guest guest) {
        DomainCapabilities domain = guest.domainCapabilities();
        if (emulatesMaximum(guest)) mode(guest, "maximum");
        else if (domain.hostPassthrough()) mode(guest, "host-passthrough");
        else if (domain.safeHostModel()) mode(guest, "host-model");
        else hostModelOnly(guest);
    }

    /** An emulated CPU may as well have all that QEMU can emulate. */
    private static boolean emulatesMaximum(Guest guest) {
        return guest.domainCapabilities().maximum() && guest.type().filter("qemu"::equals).isPresent()
                && (guest.isX86() || guest.isArmVirt() || guest.isRiscvVirt() || guest.isLoongarch());
    }

    /** Chooses for a guest whose options chose nothing. */
    static void complete(Guest guest) {
        if (!guest.facts().qemu() && !guest.facts().test()) return;
        Part cpu = guest.section("cpu");
        if (guest.cpuModeSet() || cpu.get("model").isPresent() || cpu.get("@mode").isPresent()) return;
        boolean kvm = guest.type().filter("kvm"::equals).isPresent();
        if (guest.isArmVirt() && kvm) {
            cpu.set("@mode", "host-passthrough");
        } else if (guest.arch().equals("aarch64") && guest.isArmVirt()) {
            named(guest, "cortex-a57");     // QEMU's own choice for the board is a CPU of 32 bits
        } else if (guest.isX86() && kvm) {
            if (guest.arch().equals(guest.capabilities().hostArch())) standard(guest);
        } else if (emulatesMaximum(guest)) {
            mode(guest, "maximum");
        }
    }
}
