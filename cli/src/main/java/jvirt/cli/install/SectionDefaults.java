package jvirt.cli.install;

import java.util.List;
import java.util.Optional;

/** What the guest's sections get that was not said. */
final class SectionDefaults {
    private SectionDefaults() {}

    /** Of QEMU these versions at least; the test driver can what the newest can. */
    static boolean atLeast(Facts facts, long library, long hypervisor) {
        return facts.libraryVersion() >= library && (facts.test() || facts.qemu() && facts.hypervisorVersion() >= hypervisor);
    }

    /** Windows and Linux alike lose less time so than with QEMU's own choice. */
    static void clock(Guest guest) {
        if (!guest.isHvm()) return;
        Part clock = guest.section("clock");
        clock.orElse("@offset", guest.os().clock());
        if (!clock.parts("timer#").isEmpty() || !guest.isX86() || !guest.facts().qemu()) return;
        timer(clock, "rtc", "@tickpolicy", "catchup");
        timer(clock, "pit", "@tickpolicy", "delay");
        timer(clock, "hpet", "@present", "no");
        if (guest.os().isWindows() && atLeast(guest.facts(), 1_002_002, 1_005_003)) timer(clock, "hypervclock", "@present", "yes");
    }

    private static void timer(Part clock, String name, String slot, String value) {
        Part timer = clock.add("timer#");
        timer.set("@name", name);
        timer.set(slot, value);
    }

    static void features(Guest guest) {
        Part features = guest.section("features");
        if (guest.isContainer()) {
            for (String feature : List.of("acpi", "apic", "pae")) features.clear(feature);
            if (isFullContainer(guest) && guest.type().filter("vz"::equals).isEmpty()) features.flag("privnet", true);
            return;
        }
        if (!guest.isHvm()) return;
        Capabilities.Offer offer = guest.offer();
        if (!features.has("acpi")) features.flag("acpi", offer.acpi());
        if (!features.has("apic")) features.flag("apic", offer.apic());
        if (!features.has("pae")) {
            boolean xen = guest.type().filter("xen"::equals).isPresent() && guest.arch().equals("x86_64");
            features.flag("pae", xen || offer.pae());
        }
        if (guest.os().isWindows()) hyperv(guest, features);
    }

    /** What makes Windows believe that it runs on a hypervisor of its own maker's. */
    private static void hyperv(Guest guest, Part features) {
        List<String> can = guest.domainCapabilities().hypervFeatures();
        enable(features, can, "relaxed");
        enable(features, can, "vapic");
        enable(features, can, "spinlocks");
        if (can.contains("spinlocks")) features.orElse("hyperv/spinlocks/@retries", "8191");
        enable(features, can, "vpindex");
        enable(features, can, "runtime");
        enable(features, can, "synic", "vpindex");
        boolean clock = guest.section("clock").parts("timer#").stream().anyMatch(timer -> timer.is("@name", "hypervclock"));
        if (clock) enable(features, can, "stimer", "vpindex", "synic");
        if (clock && can.contains("stimer_direct") && on(features, "stimer")) features.orElse("hyperv/stimer/direct/@state", "on");
        enable(features, can, "frequencies");
        enable(features, can, "tlbflush", "vpindex");
        enable(features, can, "ipi", "vpindex");
        if (guest.capabilities().hostCpuVendor().filter("Intel"::equals).isPresent()) enable(features, can, "evmcs", "vapic");
        if (features.flag("apic")) enable(features, can, "avic");
    }

    private static void enable(Part features, List<String> can, String name, String... needs) {
        if (!can.contains(name)) return;
        for (String need : needs) {
            if (!on(features, need)) return;
        }
        features.orElse("hyperv/" + name + "/@state", "on");
    }

    private static boolean on(Part features, String name) {
        return features.is("hyperv/" + name + "/@state", "on");
    }

    static void securityLabels(Guest guest) {
        for (Part label : guest.root().parts("seclabel#")) {
            if (label.get("@type").isEmpty() && label.get("@model").isEmpty()) continue;
            label.orElse("@type", "dynamic");
            if (label.get("@model").isEmpty()) label.set("@model", securityModel(guest, label).orElse(null));
        }
    }

    /** An SELinux label has three parts and more, one of plain owners two. */
    private static Optional<String> securityModel(Guest guest, Part label) {
        List<String> models = guest.capabilities().securityModels();
        if (models.contains("testSecurity")) return Optional.of("testSecurity");
        if (label.get("label").isEmpty()) return models.stream().findFirst();
        return switch (Math.min(3, label.get("label").get().split(":", -1).length)) {
            case 3 -> Optional.of("selinux");
            case 2 -> Optional.of("dac");
            default -> Optional.empty();
        };
    }

    /** A guest that can sleep does so when it is told to shut down. */
    static void powerManagement(Guest guest) {
        if (!guest.isX86() || !atLeast(guest.facts(), 0, 1_002_000)) return;
        guest.section("pm").orElse("suspend-to-mem/@enabled", "no");
        guest.section("pm").orElse("suspend-to-disk/@enabled", "no");
    }

    static void init(Guest guest) {
        if (guest.isContainer()) guest.section("os").orElse("init", isFullContainer(guest) ? "/sbin/init" : "/bin/sh");
    }

    private static boolean isFullContainer(Guest guest) {
        return guest.devices("filesystem").stream().anyMatch(one -> one.is("target/@dir", "/"));
    }

    /** Memory encryption is the firmware's business, and only on a machine that it knows. */
    static void launchSecurity(Guest guest) {
        Part security = guest.section("launchSecurity");
        String name = switch (security.get("@type").orElse("")) {
            case "sev" -> "SEV";
            case "sev-snp" -> "SEV-SNP";
            case "tdx" -> "TDX";
            default -> "";
        };
        if (name.isEmpty()) return;
        if (!guest.isQ35() || !guest.isUefi()) throw InstallException.of("%s launch security requires a Q35 UEFI machine", name);
        if (name.equals("SEV")) security.orElse("policy", guest.domainCapabilities().sevEs() ? "0x07" : "0x03");
    }
}
