package jvirt.cli.install;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;

/** What is refused before anything is made, unless {@code --check} says not to. */
final class Checks {
    private static final List<String> NAMES = List.of("path_in_use", "disk_size", "path_exists", "mac_in_use", "all");

    private Checks() {}

    /** Which checks are on, by name. */
    static Map<String, Boolean> options(Arguments options) {
        Map<String, Boolean> checks = new HashMap<>();
        for (String text : options.all("check")) {
            for (OptionString.Word word : OptionString.words(text)) {
                if (!NAMES.contains(word.name())) throw InstallException.of("Unknown --check options: [%s]", word.name());
                checks.put(word.name(), Suboption.truth(word.name(), word.value().orElse("")));
            }
        }
        return checks;
    }

    private static void refuse(Arguments options, Facts facts, String check, String message) {
        Map<String, Boolean> checks = options(options);
        if (checks.getOrDefault(check, checks.getOrDefault("all", true))) {
            throw new InstallException(message + " (Use --check " + check + "=off or --check all=off to override)");
        }
        facts.note(message);
    }

    static void guest(Arguments options, Guest guest, Method method, boolean cloudInit, String methods) {
        for (Part disk : guest.devices("disk")) inUse(options, guest, disk);
        for (Part nic : guest.devices("interface")) mac(options, guest, nic);
        complete(options, guest, method, cloudInit, methods);
        advise(options, guest);
    }

    private static void inUse(Arguments options, Guest guest, Part disk) {
        Optional<String> path = guest.disks().source(disk).path();
        if (path.isEmpty()) return;
        List<String> users = new ArrayList<>();
        for (Element domain : guest.facts().domains()) {
            for (Element other : domain.child("devices").stream().flatMap(devices -> devices.children("disk").stream()).toList()) {
                boolean same = other.child("source").filter(source -> List.of("file", "dev", "dir").stream()
                        .anyMatch(kind -> source.attribute(kind).filter(path.get()::equals).isPresent())).isPresent();
                boolean shared = disk.flag("shareable") && other.child("shareable").isPresent() || disk.flag("readonly") && other.child("readonly").isPresent();
                if (same && !shared) users.add("'" + domain.child("name").map(Element::text).orElse("") + "'");
            }
        }
        if (!users.isEmpty()) {
            refuse(options, guest.facts(), "path_in_use", "Disk " + path.get() + " is already in use by other guests [" + String.join(", ", users) + "].");
        }
    }

    private static void mac(Arguments options, Guest guest, Part nic) {
        String mac = nic.get("mac/@address").orElse("").toLowerCase(Locale.ROOT);
        boolean taken = guest.facts().domains().stream().flatMap(domain -> domain.child("devices").stream())
                .flatMap(devices -> devices.children("interface").stream()).flatMap(other -> other.child("mac").stream())
                .anyMatch(other -> other.attribute("address").filter(mac::equalsIgnoreCase).isPresent());
        if (taken) refuse(options, guest.facts(), "mac_in_use", "The MAC address '" + mac + "' is in use by another virtual machine.");
    }

    /** All that is missing at once: who installs for the first time has not said much. */
    private static void complete(Arguments options, Guest guest, Method method, boolean cloudInit, String methods) {
        List<String> missing = new ArrayList<>();
        boolean memory = guest.root().get("memory").isPresent() || !guest.section("cpu").parts("numa/cell#").isEmpty();
        if (!memory) missing.add("--memory amount in MiB is required");
        boolean storage = guest.isContainer() || !options.all("disk").isEmpty() || options.has("filesystem") || !guest.devices("disk").isEmpty();
        if (!storage) missing.add("--disk storage must be specified (override with --disk none)");
        if (!guest.isContainer() && method instanceof Method.Unsaid && !cloudInit) missing.add("An install method must be specified\n(" + methods + ")");
        if (!missing.isEmpty()) throw new InstallException("\n" + String.join("\n", missing));
        String name = guest.name().orElse("");
        if (name.isEmpty()) throw new InstallException("A name must be specified for the Guest");
        if (name.contains(" ")) throw InstallException.of("Guest name '%s' can not contain ' ' character.", name);
    }

    private static void advise(Arguments options, Guest guest) {
        Facts facts = guest.facts();
        if (options.has("pxe") && !pxe(guest)) facts.note("The guest's network configuration may not support PXE");
        if (guest.os().isGeneric() && guest.isHvm()) {
            facts.note("Using --osinfo generic, VM performance may suffer. Specify an accurate OS for optimal results.");
        }
        Optional<Long> mib = guest.root().get("currentMemory").map(kib -> Long.parseLong(kib) / 1024);
        Optional<Long> least = guest.os().minimumMemory(guest.arch()).map(bytes -> bytes >> 20);
        if (mib.isEmpty()) return;
        if (least.filter(value -> value > mib.get()).isPresent()) {
            facts.note(String.format("Requested memory %d MiB is less than the recommended %d MiB for OS %s", mib.get(), least.get(), guest.os().name()));
        } else if (least.isEmpty() && mib.get() < 17) {
            facts.note(String.format("Requested memory %d MiB is abnormally low. Were you trying to specify GiB?", mib.get()));
        }
    }

    /** A virtual network serves PXE when it forwards to a real one, or has a boot file. */
    private static boolean pxe(Guest guest) {
        for (Part nic : guest.devices("interface")) {
            if (nic.is("@type", "user")) continue;
            if (!nic.is("@type", "network")) return true;
            Optional<Element> network = guest.facts().network(nic.get("source/@network").orElse(""));
            if (network.isEmpty()) return true;
            Optional<String> mode = network.get().child("forward").map(forward -> forward.attribute("mode").orElse("nat"));
            boolean bootFile = network.get().children("ip").stream().flatMap(ip -> ip.child("dhcp").stream()).anyMatch(dhcp -> dhcp.child("bootp").isPresent());
            return bootFile || mode.filter(one -> !one.equals("nat")).isPresent();
        }
        return false;
    }
}
