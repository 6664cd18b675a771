package jvirt.cli.install;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The suboptions that do more than set their slot: those with a {@code !} in the table. */
final class Specials {
    private final Guest guest;
    /** All words of the option, for those that look at others. */
    private final Map<String, Optional<String>> words;

    Specials(Guest guest, Map<String, Optional<String>> words) {
        this.guest = guest;
        this.words = words;
    }

    void apply(Suboption suboption, Part part, List<Integer> indices, String key, String value) {
        switch (suboption.special().orElseThrow()) {
            case "taken" -> throw InstallException.of("Option '%s' has no effect here", key);
            case "os-name" -> guest.os(value);
            case "os-id" -> guest.os(guest.systems().withId(value).orElseThrow(() -> InstallException.of("Unknown libosinfo ID '%s'", value)));
            case "genid" -> {
                if (part.get("genid").isEmpty()) part.flag("genid", Suboption.truth(key, value));
            }
            case "current-memory" -> currentMemory(Suboption.number(value) * 1024);
            case "cpu-secure" -> guest.secureCpu(Suboption.truth(key, value));
            case "cpu-model" -> CpuChoice.model(guest, value);
            case "feature" -> List.of(value.split(",")).forEach(feature -> CpuChoice.feature(guest, feature, suboption.name()));
            case "cpuset" -> cpuset(part, value);
            case "refresh-machine" -> refreshMachine(Suboption.truth(key, value));
            case "uefi" -> guest.uefi(Suboption.truth("uefi", value));
            case "secure-boot" -> secureBoot(part, Suboption.truth(key, value));
            case "firmware-feature" -> firmwareFeature(part, suboption.name().substring("firmware.".length()), Suboption.truth(key, value));
            case "initargs" -> {
                part.parts("initarg#").clear();
                for (String argument : OptionString.arguments(value)) part.add("initarg#").set(".", argument);
            }
            case "path" -> guest.disks().setPath(part, value);
            case "boot-order" -> guest.bootFrom(part, Suboption.number(value));
            case "net-type" -> NetworkWords.type(guest, part, value);
            case "net-source" -> NetworkWords.source(part, value);
            case "mac" -> {
                if (!value.equals("RANDOM")) part.set("mac/@address", value);
            }
            case "link-state" -> part.set("link/@state", Suboption.truth(value).map(up -> up ? "up" : "down").orElse(value));
            case "port-forward" -> NetworkWords.portForward(part.part("portForward#", indices.isEmpty() ? 0 : indices.getFirst()), value);
            case "hostdev" -> HostDevices.network(guest.facts(), part, value);
            case "name" -> HostDevices.named(guest.facts(), part, value);
            case "port" -> port(part, suboption.slot(), value);
            case "listen" -> listen(part, value);
            case "keymap" -> part.set("@keymap", List.of("", "local", "none").contains(value.toLowerCase(java.util.Locale.ROOT)) ? null : value);
            case "address" -> address(part, value);
            case "host" -> {
                boolean bind = !words.containsKey("bind_host") && !words.containsKey("source.bind_host")
                        && words.getOrDefault("mode", words.getOrDefault("source.mode", Optional.empty())).filter("bind"::equals).isPresent();
                Suboption.hostAndPort(part, "source[@mode='" + (bind ? "bind" : "connect") + "']/@host", value);
            }
            case "timer" -> timer(part, suboption, key, value);
            case "sysinfo-type" -> {
                if (value.equals("smbios")) guest.section("os").set("smbios/@mode", "sysinfo");
                if (value.equals("host") || value.equals("emulate")) guest.section("os").set("smbios/@mode", value);
                else part.set("@type", value);
            }
            case "uuid" -> {
                suboption.apply(part, indices, key, value);
                guest.root().set("uuid", value);        // the firmware's and the guest's are one
            }
            case "fs-type" -> fileSystemType(part, value);
            case "fs-source" -> part.set(fileSystemSource(part), value);
            default -> throw new IllegalStateException("no code for " + suboption);
        }
    }

    /** No more may be in use than there is. */
    private void currentMemory(long kib) {
        Part root = guest.root();
        if (root.get("memory").map(Long::parseLong).filter(memory -> memory >= kib).isEmpty()) root.set("memory", kib);
        root.set("currentMemory", kib);
    }

    private static void cpuset(Part part, String value) {
        if (value.equals("auto")) part.set("vcpu/@placement", "auto");
        else part.set("vcpu/@cpuset", value);
    }

    private void refreshMachine(boolean wanted) {
        if (!wanted) return;
        Part os = guest.section("os");
        String old = os.get("type/@machine").orElse("");
        os.set("type/@machine", null);
        for (String alias : guest.offer().aliases()) {
            String prefix = alias.equals("pc") ? "pc-i440fx-" : alias.equals("q35") ? "pc-q35-" : alias + "-";
            if (old.startsWith(prefix)) {
                os.set("type/@machine", alias);
                return;
            }
        }
        throw InstallException.of("Don't know how to refresh machine type '%s'", old);
    }

    /** What decides is whether the firmware's store holds keys to check signatures with. */
    private static void secureBoot(Part os, boolean on) {
        os.parts("firmware/feature#").removeIf(feature -> feature.is("@name", "secure-boot") || feature.is("@name", "enrolled-keys"));
        os.clear("loader");
        os.clear("nvram");
        firmwareFeature(os, "enrolled-keys", on);
    }

    private static void firmwareFeature(Part os, String name, boolean on) {
        Part feature = os.parts("firmware/feature#").stream().filter(one -> one.is("@name", name)).findFirst()
                .orElseGet(() -> os.add("firmware/feature#"));
        feature.set("@name", name);
        feature.set("@enabled", on ? "yes" : "no");
    }

    private static void port(Part graphics, String slot, String value) {
        String name = slot.equals("@port") ? "Port" : "TLS Port";
        long port = Suboption.number(value);
        if (port < 5900 && port != -1) throw InstallException.of("%s must be above 5900, or -1 for auto allocation", name);
        graphics.set(slot, port);
    }

    private static void listen(Part graphics, String value) {
        graphics.parts("listen#").clear();
        switch (value) {
            case "none", "socket" -> {
                if (value.equals("none")) {
                    for (String slot : List.of("@listen", "@port", "@tlsPort", "@autoport", "@socket")) graphics.set(slot, null);
                }
                graphics.add("listen#").set("@type", value);
            }
            default -> graphics.set("@listen", value);
        }
    }

    /** {@code 0:0:4.7}, the short form of a PCI address. */
    private static void address(Part controller, String value) {
        String[] parts = value.split("[:.]");
        if (!value.contains(".") || parts.length < 3 || parts.length > 4) {
            throw InstallException.of("Expected PCI format string for '%s'", value);
        }
        boolean domain = parts.length == 4;
        controller.set("address/@type", "pci");
        controller.set("address/@function", Suboption.number(parts[parts.length - 1]));
        controller.set("address/@slot", Suboption.number(parts[parts.length - 2]));
        controller.set("address/@domain", domain ? Suboption.number(parts[0]) : 0);
        controller.set("address/@bus", Suboption.number(parts[parts.length - 3]));
    }

    /** {@code rtc_tickpolicy=catchup}: a property of the timer of that name. */
    private static void timer(Part clock, Suboption suboption, String key, String value) {
        String[] both = suboption.name().split("_");
        Part timer = clock.parts("timer#").stream().filter(one -> one.is("@name", both[0])).findFirst().orElseGet(() -> clock.add("timer#"));
        timer.set("@name", both[0]);
        timer.set("@" + both[1], suboption.kind() == Suboption.Kind.BOOL ? Suboption.truth(key, value) ? "yes" : "no" : value);
    }

    /** A type that is set after its source takes the source along. */
    private static void fileSystemType(Part part, String type) {
        String before = fileSystemSource(part);
        Optional<String> source = part.get(before);
        part.set("@type", type);
        source.ifPresent(value -> {
            part.set(before, null);
            part.set(fileSystemSource(part), value);
        });
    }

    private static String fileSystemSource(Part part) {
        return switch (part.get("@type").orElse("mount")) {
            case "template" -> "source/@name";
            case "file" -> "source/@file";
            case "block" -> "source/@dev";
            case "ram" -> "source/@usage";
            default -> "source/@dir";
        };
    }

    /** Arguments for QEMU itself, or {@code env=NAME=VALUE}. */
    void qemuCommandLine(String text) {
        Part commandLine = guest.section("qemu:commandline");
        if (text.startsWith("env=")) {
            String[] both = text.substring("env=".length()).split("=", 2);
            if (both.length < 2) throw InstallException.of("'%s' is not NAME=VALUE", text);
            Part variable = commandLine.add("qemu:env#");
            variable.set("@name", both[0]);
            variable.set("@value", both[1]);
            return;
        }
        String arguments = text.startsWith("args=") ? text.substring("args=".length()) : text;
        for (String argument : OptionString.arguments(arguments)) commandLine.add("qemu:arg#").set("@value", argument);
    }
}
