package jvirt.cli.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.VirtException;

/** Reads options such as {@code --disk} and {@code --cpu} into the guest. */
final class GuestOptions {
    private static final Pattern XPATH = Pattern.compile("xpath(\\d*)\\.(set|value|create|delete)");
    /** Words for the timers that never did anything in libvirt, and are taken without effect. */
    private static final List<String> IDLE_TIMERS = List.of("platform_tickpolicy", "hpet_tickpolicy", "tsc_tickpolicy",
            "kvmclock_tickpolicy", "hypervclock_tickpolicy");

    private final Guest guest;

    GuestOptions(Guest guest) {
        this.guest = guest;
    }

    /** Reads one use of an option. */
    void apply(String option, String text) {
        try {
            read(Suboptions.of(option), text);
        } catch (InstallException | VirtException | IllegalArgumentException e) {
            throw new InstallException("Error: --" + option + " " + text + ": " + e.getMessage(), e);
        }
    }

    /** Reads a use of {@code --xml}. */
    void xml(String text) {
        String[] words = text.startsWith("xpath.") ? split(text) : new String[] {"xpath.set=" + text};
        SequencedMap<String, String> parts = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            parts.put(word.substring("xpath.".length(), equals), word.substring(equals + 1));
        }
        guest.xmlActions().add(XmlAction.of(parts));
    }

    /** At the commas that a next word stands behind. */
    private static String[] split(String text) {
        return text.split(",(?=xpath\\.(set|value|create|delete)=)");
    }

    private void read(Suboptions grammar, String text) {
        if (text.isEmpty() || text.equals("none") && (grammar.noneIsNothing() || refused(grammar.option()))) return;
        if (grammar.option().equals("qemu-commandline")) {
            new Specials(guest, Map.of()).qemuCommandLine(text);
            return;
        }
        if (grammar.option().equals("controller") && usbControllers(text)) return;
        SequencedMap<String, Optional<String>> words = OptionString.parse(text, grammar);
        SequencedMap<Integer, SequencedMap<String, String>> actions = xpaths(words);
        Disks.Request storage = prepare(grammar.option(), text, words);
        if (words.isEmpty() && actions.isEmpty() && grammar.option().equals("controller")) return;
        Part part = part(grammar, words);
        if (grammar.option().equals("disk")) take(words, "type").ifPresent(type -> part.set("@type", type));
        set(grammar, part, words);
        actions.values().forEach(action -> part.actions().add(XmlAction.of(action)));
        if (storage != null) {
            guest.disks().apply(part, storage);
            guest.disks().check(part);
        }
        if (grammar.makesNew() && !contains(grammar, part)) parent(grammar).add(part);
    }

    /** {@code none} for a device that guests get without asking: it is not to be added. */
    private boolean refused(String option) {
        Optional<Guest.Usual> device = switch (option) {
            case "graphics" -> Optional.of(Guest.Usual.GRAPHICS);
            case "console" -> Optional.of(Guest.Usual.CONSOLE);
            case "channel" -> Optional.of(Guest.Usual.CHANNEL);
            case "sound" -> Optional.of(Guest.Usual.SOUND);
            case "redirdev" -> Optional.of(Guest.Usual.USB_REDIRECTION);
            case "rng" -> Optional.of(Guest.Usual.RNG);
            case "tpm" -> Optional.of(Guest.Usual.TPM);
            case "input" -> Optional.of(Guest.Usual.INPUT);
            default -> Optional.empty();
        };
        device.ifPresent(guest::unwanted);
        return device.isPresent() || List.of("disk", "network").contains(option);
    }

    private boolean usbControllers(String text) {
        if (text.equals("usb2")) GuestDefaults.addUsb2(guest);
        else if (text.equals("usb3")) GuestDefaults.addUsb3(guest);
        else return false;
        return true;
    }

    /** The words' {@code xpath1.set}, {@code xpath1.value} by number. */
    private static SequencedMap<Integer, SequencedMap<String, String>> xpaths(SequencedMap<String, Optional<String>> words) {
        SequencedMap<Integer, SequencedMap<String, String>> actions = new java.util.TreeMap<>();
        for (String word : List.copyOf(words.keySet())) {
            Matcher matcher = XPATH.matcher(word);
            if (!matcher.matches()) continue;
            int number = matcher.group(1).isEmpty() ? 0 : Integer.parseInt(matcher.group(1));
            actions.computeIfAbsent(number, _ -> new LinkedHashMap<>()).put(matcher.group(2), words.remove(word).orElse(""));
        }
        return actions;
    }

    /** Turns what virt-install once called otherwise into what the table has. */
    private Disks.Request prepare(String option, String text, SequencedMap<String, Optional<String>> words) {
        switch (option) {
            case "memory" -> rename(words, "memory", "currentMemory", "maxmemory");
            case "vcpus" -> {
                Optional.ofNullable(words.remove("vcpus")).ifPresent(count -> words.put("vcpu", count));
                rename(words, "vcpu", "vcpu.current", "maxvcpus");
            }
            case "cpu" -> features(text, words);
            case "boot" -> {
                List<String> kinds = List.of("hd", "cdrom", "fd", "network").stream().filter(words::containsKey).toList();
                List<String> order = words.keySet().stream().filter(kinds::contains).toList();
                if (!order.isEmpty()) guest.section("os").parts("boot#").clear();
                for (String kind : order) {
                    words.remove(kind);
                    guest.section("os").add("boot#").set("@dev", kind);
                }
                words.computeIfPresent("uefi", (_, value) -> value.or(() -> Optional.of("on")));
            }
            case "network" -> {
                for (String kind : List.of("network", "bridge")) {
                    Optional<String> source = words.remove(kind);
                    if (source == null || words.containsKey("type")) continue;
                    words.put("type", Optional.of(kind));
                    words.put("source", source);
                }
            }
            case "tpm" -> {
                Optional<String> type = words.getOrDefault("type", Optional.empty());
                if (type.filter(value -> value.startsWith("/")).isPresent()) words.put("path", words.remove("type"));
                if (type.filter("default"::equals).isPresent()) words.remove("type");
            }
            case "rng" -> {
                if (words.getOrDefault("backend.model", Optional.empty()).filter(value -> value.startsWith("/")).isPresent()) {
                    words.put("backend", words.remove("backend.model"));
                    words.put("backend.model", Optional.of("random"));
                }
            }
            case "panic" -> {
                if (words.size() == 1 && words.getOrDefault("model", Optional.empty()).filter(value -> value.startsWith("0x")).isPresent()) {
                    words.put("address.iobase", words.put("model", Optional.of("isa")));
                }
            }
            case "controller" -> take(words, "num_pcie_root_ports").ifPresent(count -> {
                guest.rootPorts((int) Suboption.number(count));
                words.clear();
            });
            case "clock" -> words.keySet().removeAll(IDLE_TIMERS);
            case "sysinfo" -> words.computeIfAbsent("type", _ -> Optional.of("smbios"));
            case "disk" -> {
                return storage(words);
            }
            default -> { }
        }
        return null;
    }

    /** The least, {@code current}, and the most once had other names: {@code memory} and {@code maxmemory}. */
    private static void rename(SequencedMap<String, Optional<String>> words, String plain, String current, String most) {
        boolean both = words.containsKey(current);
        Optional<String> maximum = words.remove(most);
        if (maximum != null) {
            if (!both && words.containsKey(plain)) words.put(current, words.remove(plain));
            words.put(plain, maximum);
        } else if (!both && plain.equals("memory") && words.containsKey(plain)) {
            words.put(current, words.remove(plain));
        }
    }

    /** {@code +x2apic,-vmx}, and {@code force=a,force=b}: the same name more than once. */
    private static void features(String text, SequencedMap<String, Optional<String>> words) {
        SequencedMap<String, List<String>> policies = new LinkedHashMap<>();
        for (OptionString.Word word : OptionString.words(text)) {
            if (List.of("force", "require", "optional", "disable", "forbid").contains(word.name())) {
                policies.computeIfAbsent(word.name(), _ -> new ArrayList<>()).add(word.value().orElse(""));
            }
        }
        for (String word : List.copyOf(words.keySet())) {
            if (words.get(word).isPresent() || word.length() < 2) continue;
            String policy = word.startsWith("+") ? "force" : word.startsWith("-") ? "disable" : "";
            if (policy.isEmpty()) continue;
            words.remove(word);
            policies.computeIfAbsent(policy, _ -> new ArrayList<>()).add(word.substring(1));
        }
        policies.forEach((policy, features) -> words.put(policy, Optional.of(String.join(",", features))));
    }

    private Disks.Request storage(SequencedMap<String, Optional<String>> words) {
        Optional<String> pool = take(words, "pool");
        Optional<String> volume = take(words, "vol");
        if (volume.isPresent()) {
            String[] both = volume.get().split("/");
            if (both.length != 2) throw new InstallException("Storage volume must be specified as vol=poolname/volname");
            pool = Optional.of(both[0]);
            volume = Optional.of(both[1]);
        }
        Optional<Double> size = take(words, "size").map(text -> {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw new InstallException("Improper value for 'size': could not convert string to float: '" + text + "'", e);
            }
        });
        take(words, "perms").ifPresent(permissions -> {
            switch (permissions) {
                case "ro" -> words.put("readonly", Optional.of("on"));
                case "sh" -> words.put("shareable", Optional.of("on"));
                case "rw" -> { }
                default -> throw InstallException.of("Unknown '%s' value '%s'", "perms", permissions);
            }
        });
        boolean sparse = take(words, "sparse").map(text -> Suboption.truth("sparse", text)).orElse(true);
        return new Disks.Request(pool, volume, size, take(words, "format"), sparse, take(words, "backing_store"), take(words, "backing_format"));
    }

    private static Optional<String> take(SequencedMap<String, Optional<String>> words, String name) {
        Optional<String> value = words.remove(name);
        if (value == null) return Optional.empty();
        if (value.isEmpty()) throw InstallException.of("Option '%s' had no value set.", name);
        return value.filter(text -> !text.isEmpty());
    }

    // where it goes

    private List<Part> parent(Suboptions grammar) {
        int slash = grammar.target().lastIndexOf('/');
        Part parent = slash < 0 ? guest.root() : guest.section(grammar.target().substring(0, slash));
        return parent.parts(grammar.target().substring(slash + 1));
    }

    private Part part(Suboptions grammar, SequencedMap<String, Optional<String>> words) {
        if (grammar.target().equals(".")) return guest.root();
        if (!grammar.makesNew()) return guest.section(grammar.target());
        if (grammar.option().equals("sysinfo")) {
            // several uses of one type make one element
            String type = words.get("type").orElse("");
            for (Part there : parent(grammar)) {
                if (there.is("@type", type)) return there;
            }
        }
        return new Part(grammar.target().substring(0, grammar.target().length() - 1));
    }

    private boolean contains(Suboptions grammar, Part part) {
        return parent(grammar).stream().anyMatch(one -> one == part) || grammar.option().equals("sysinfo") && part.get("@type").isEmpty();
    }

    private void set(Suboptions grammar, Part part, SequencedMap<String, Optional<String>> words) {
        Map<String, Optional<String>> given = Map.copyOf(words);
        Specials specials = new Specials(guest, given);
        for (Suboption suboption : grammar.all()) {
            for (String word : List.copyOf(words.keySet())) {
                Optional<List<Integer>> indices = suboption.match(word);
                if (indices.isEmpty()) continue;
                String value = words.remove(word).orElseThrow(() -> InstallException.of("Option '%s' had no value set.", word));
                if (suboption.unlessDefault() && value.equals("default")) continue;
                Part holder = suboption.section().map(section -> section.isEmpty() ? guest.root() : guest.section(section)).orElse(part);
                if (suboption.special().isPresent()) specials.apply(suboption, holder, indices.get(), word, value);
                else suboption.apply(holder, indices.get(), word, value);
            }
        }
        if (!words.isEmpty()) throw InstallException.of("Unknown --%s options: %s", grammar.option(), words.keySet());
    }
}
