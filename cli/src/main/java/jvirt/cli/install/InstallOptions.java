package jvirt.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** virt-install's command line, and what it once called otherwise. */
final class InstallOptions {
    private static final Arguments.Grammar GRAMMAR = Arguments.Grammar.of(grammar());

    private InstallOptions() {}

    private static List<String> grammar() {
        List<String> words = new ArrayList<>(List.of(
                "help|h", "version", "connect=", "name|n=", "ram|r=", "check-cpu", "cpuset=", "xml=", "uuid|u=", "description=",
                "c=", "cdrom=", "location|l=", "pxe", "import", "livecd", "extra-args|x=", "initrd-inject=", "unattended?=", "install=",
                "reinstall=", "cloud-init?=", "test-media-detection=", "init=", "os-variant|osinfo=", "os-type=",
                "file|f=", "file-size|s=", "nonsparse", "nodisks", "nonetworks", "bridge|b=", "mac|m=", "vnc", "vncport=", "vnclisten=",
                "keymap|k=", "sdl", "nographics", "hvm|v", "paravirt|p", "container", "virt-type=", "arch=", "machine=", "accelerate",
                "noapic", "noacpi", "autostart", "transient", "destroy-on-exit", "wait?=", "prompt", "force", "autoconsole=",
                "noautoconsole", "noreboot", "print-xml?=", "print-step=", "dry-run", "check=", "quiet|q", "debug|d"));
        for (Suboptions option : Suboptions.options()) {
            words.add(switch (option.option()) {
                case "network" -> "network|w=";
                case "hostdev" -> "hostdev|host-device=";
                case "sound" -> "sound|soundhw?=";
                case "seclabel" -> "seclabel|security=";
                case "launchSecurity" -> "launchSecurity|launchsecurity=";
                default -> option.option() + "=";
            });
        }
        return words;
    }

    /** Reads the command line; {@code notes} hears of what is out of date. */
    static Arguments parse(List<String> words, Notes notes) {
        Arguments options = Arguments.parse(GRAMMAR, words);
        if (options.has("print-step")) options.put("print-xml", options.all("print-step"));
        if (options.has("print-xml") && options.get("print-xml").orElse("").isEmpty()) options.put("print-xml", List.of("all"));
        if (options.has("noautoconsole")) options.put("autoconsole", List.of("none"));
        if (options.has("force")) options.put("check", List.of("all=off"));
        if (options.has("os-type")) notes.note("--os-type is deprecated and does nothing. Please stop using it.");
        if (options.has("prompt")) notes.note("--prompt mode is no longer supported.");
        cdrom(options);
        if (!options.has("memory") && options.has("ram")) options.put("memory", List.of(Integer.toString(options.number("ram"))));
        options.put("sound", options.all("sound").stream().map(sound -> sound.isEmpty() ? "default" : sound).toList());
        networks(options);
        graphics(options);
        disks(options);
        features(options);
        if (options.has("cpuset")) options.put("vcpus", with(options.all("vcpus"), ",cpuset=" + options.get("cpuset").orElseThrow()));
        if (options.has("init")) {
            List<String> boot = new ArrayList<>(options.all("boot"));
            if (boot.isEmpty()) boot.add("");
            boot.set(boot.size() - 1, boot.getLast() + ",init=" + options.get("init").orElseThrow());
            options.put("boot", boot);
        }
        if (options.has("wait") && options.get("wait").filter("0"::equals).isPresent()) {
            notes.note("Treating --wait 0 as --noautoconsole");
            options.put("autoconsole", List.of("none"));
            options.remove("wait");
        }
        return options;
    }

    private static List<String> with(List<String> all, String more) {
        List<String> longer = new ArrayList<>(all);
        longer.add(more);
        return longer;
    }

    private static InstallException conflict(String one, String other) {
        return InstallException.of("Cannot use %s and %s at the same time", one, other);
    }

    private static void cdrom(Arguments options) {
        if (!options.has("c")) return;
        if (options.has("cdrom")) throw conflict("-c", "--cdrom");
        if (options.get("c").orElseThrow().contains("://")) {
            throw new InstallException("-c specified with what looks like a libvirt URI. Did you mean to use --connect? If not, use --cdrom instead");
        }
        options.put("cdrom", options.all("c"));
    }

    private static void networks(Arguments options) {
        List<String> networks = new ArrayList<>(options.has("nonetworks") ? List.of("none") : options.all("network"));
        if (options.has("bridge") && !networks.isEmpty()) throw conflict("--bridge", "--network");
        options.all("bridge").forEach(bridge -> networks.add("bridge=" + bridge));
        List<String> macs = options.all("mac");
        while (networks.size() < Math.max(macs.size(), 1)) networks.add("default");
        for (int i = 0; i < networks.size(); i++) {
            String network = networks.get(i).replaceFirst("^(network|bridge):", "$1=");
            networks.set(i, i < macs.size() ? network + ",mac=" + macs.get(i) : network);
        }
        options.put("network", networks);
    }

    private static void graphics(Arguments options) {
        List<String> old = List.of("vnc", "sdl", "keymap", "vncport", "vnclisten").stream().filter(options::has).toList();
        if (options.has("graphics") && !old.isEmpty()) throw new InstallException("Cannot mix --graphics and old style graphical options");
        List<String> kinds = List.of("vnc", "nographics", "sdl", "graphics").stream().filter(options::has).toList();
        if (kinds.size() > 1) throw new InstallException("Can't specify more than one of VNC, SDL, --graphics or --nographics");
        if (options.has("graphics") || kinds.isEmpty()) return;
        StringBuilder graphics = new StringBuilder(kinds.getFirst().equals("nographics") ? "none" : kinds.getFirst());
        options.get("vnclisten").ifPresent(value -> graphics.append(",listen=").append(value));
        options.get("vncport").ifPresent(value -> graphics.append(",port=").append(value));
        options.get("keymap").ifPresent(value -> graphics.append(",keymap=").append(value));
        options.put("graphics", List.of(graphics.toString()));
    }

    private static void disks(Arguments options) {
        boolean old = options.has("file") || options.has("file-size");
        if (options.has("nodisks") && (old || options.has("disk"))) throw new InstallException("Cannot specify storage and use --nodisks");
        if ((old || options.has("nonsparse")) && options.has("disk")) {
            throw new InstallException("Cannot mix --file, --nonsparse, or --file-size with --disk options. "
                    + "Use --disk PATH[,size=SIZE][,sparse=yes|no]");
        }
        if (options.has("disk")) return;
        if (options.has("nodisks")) {
            options.put("disk", List.of("none"));
            return;
        }
        List<String> files = options.all("file");
        List<String> sizes = options.all("file-size");
        List<String> disks = new ArrayList<>();
        for (int i = 0; i < Math.max(files.size(), sizes.size()); i++) {
            List<String> words = new ArrayList<>();
            if (i < files.size()) words.add("path=" + files.get(i));
            if (i < sizes.size()) words.add("size=" + sizes.get(i));
            if (options.has("nonsparse")) words.add("sparse=no");
            disks.add(String.join(",", words));
        }
        options.put("disk", disks);
    }

    private static void features(Arguments options) {
        if (options.has("features")) return;
        List<String> off = List.of("noacpi", "noapic").stream().filter(options::has).map(name -> name.substring(2) + "=off").toList();
        if (!off.isEmpty()) options.put("features", List.of(String.join(",", off)));
    }

    /** The kind of guest that {@code --hvm} and its like ask for. */
    static Optional<String> osType(Arguments options) {
        return options.has("hvm") ? Optional.of("hvm") : options.has("paravirt") ? Optional.of("xen")
                : options.has("container") ? Optional.of("exe") : Optional.empty();
    }
}
