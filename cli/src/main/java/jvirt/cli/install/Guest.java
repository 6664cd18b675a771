package jvirt.cli.install;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.cli.osinfo.Os;
import jvirt.cli.osinfo.OsDatabase;
import jvirt.cli.xml.Draft;

/**
 * The guest to be: its document so far, and what was decided that is not in it. Options fill it, {@link GuestDefaults} adds
 * what was not said, {@link Installer} starts it. It belongs to one thread.
 */
final class Guest {
    /** The kinds of device, in the order of the document. */
    private static final List<String> DEVICES = List.of("disk", "controller", "filesystem", "interface", "smartcard", "serial",
            "parallel", "console", "channel", "input", "tpm", "graphics", "sound", "audio", "video", "hostdev", "redirdev",
            "watchdog", "memballoon", "rng", "panic", "shmem", "memory", "vsock", "iommu", "pstore");
    /** QEMU 6.1 fails with 15 and more root ports. */
    private static final int ROOT_PORTS = 14;

    /** A device that guests get without asking, unless it is said that they should not. */
    enum Usual { CONSOLE, CHANNEL, SOUND, USB_REDIRECTION, GRAPHICS, RNG, TPM, INPUT }

    private final Facts facts;
    private final OsDatabase systems;
    private final Part root = new Part("domain");
    private final Set<Usual> unwanted = EnumSet.noneOf(Usual.class);
    private final Disks disks;
    private final List<XmlAction> xmlActions = new ArrayList<>();
    private Os os;
    private Optional<Boolean> uefi = Optional.empty();
    private int rootPorts = ROOT_PORTS;
    private boolean secureCpu = true;
    private boolean cpuModeSet;
    private boolean usualTpm;
    private Capabilities capabilities;
    private DomainCapabilities domainCapabilities;

    Guest(Facts facts, OsDatabase systems) {
        this.facts = facts;
        this.systems = systems;
        this.os = systems.generic();
        this.disks = new Disks(this);
    }

    Facts facts() {
        return facts;
    }

    OsDatabase systems() {
        return systems;
    }

    Disks disks() {
        return disks;
    }

    /** The domain itself. */
    Part root() {
        return root;
    }

    Part section(String name) {
        return root.section(name);
    }

    List<Part> devices(String kind) {
        return root.section("devices").parts(kind + "#");
    }

    /** All devices, kind by kind. */
    List<Part> devices() {
        return DEVICES.stream().flatMap(kind -> devices(kind).stream()).toList();
    }

    /** A device of this kind, added. */
    Part addDevice(String kind) {
        return root.section("devices").add(kind + "#");
    }

    void addDevice(Part device) {
        devices(device.name()).add(device);
    }

    Optional<String> name() {
        return root.get("name");
    }

    Optional<String> type() {
        return root.get("@type");
    }

    // the operating system

    Os os() {
        return os;
    }

    /** What runs in it, by which its usual devices are chosen. */
    void os(Os chosen) {
        os = chosen;
        root.set("metadata/libosinfo:libosinfo/libosinfo:os/@id", chosen.isGeneric() ? null : chosen.id());
    }

    void os(String shortId) {
        os(systems.named(shortId).orElseThrow(() -> InstallException.of(
                "Unknown OS name '%s'. See `--osinfo list` for valid values.", shortId)));
    }

    // what was said

    void unwanted(Usual device) {
        unwanted.add(device);
    }

    boolean wants(Usual device) {
        return !unwanted.contains(device);
    }

    /** UEFI firmware: asked for, refused, or as the system needs it. */
    Optional<Boolean> uefi() {
        return uefi;
    }

    void uefi(boolean wanted) {
        uefi = Optional.of(wanted);
    }

    int rootPorts() {
        return rootPorts;
    }

    void rootPorts(int count) {
        rootPorts = count;
    }

    /** A named CPU gets the host's mitigations as features. */
    boolean secureCpu() {
        return secureCpu;
    }

    void secureCpu(boolean secure) {
        secureCpu = secure;
    }

    boolean cpuModeSet() {
        return cpuModeSet;
    }

    void cpuModeIsSet() {
        cpuModeSet = true;
    }

    /** Its TPM is ours, not the user's. */
    boolean usualTpm() {
        return usualTpm;
    }

    void usualTpmAdded() {
        usualTpm = true;
    }

    List<XmlAction> xmlActions() {
        return xmlActions;
    }

    // what it is

    private Part osPart() {
        return section("os");
    }

    String arch() {
        return osPart().get("type/@arch").orElse("");
    }

    Optional<String> machine() {
        return osPart().get("type/@machine");
    }

    boolean isHvm() {
        return osPart().is("type", "hvm");
    }

    boolean isXenPv() {
        return osPart().get("type").filter(List.of("xen", "linux", "xenpvh")::contains).isPresent();
    }

    boolean isContainer() {
        return osPart().is("type", "exe");
    }

    boolean isX86() {
        return arch().equals("x86_64") || arch().equals("i686");
    }

    boolean isQ35() {
        return isX86() && machine().filter(machine -> machine.contains("q35")).isPresent();
    }

    private boolean isVirtMachine() {
        return machine().filter(machine -> machine.startsWith("virt")).isPresent();
    }

    boolean isArmVirt() {
        return (arch().equals("armv7l") || arch().equals("aarch64")) && isVirtMachine();
    }

    boolean isRiscvVirt() {
        return (arch().equals("riscv64") || arch().equals("riscv32")) && isVirtMachine();
    }

    boolean isLoongarch() {
        return arch().equals("loongarch64");
    }

    boolean isS390() {
        return arch().equals("s390x");
    }

    boolean isPseries() {
        return arch().startsWith("ppc64") && machine().filter(machine -> machine.startsWith("pseries")).isPresent();
    }

    /** One of the machines whose usual devices we know. */
    boolean isKnownMachine() {
        return isX86() || isArmVirt() || isRiscvVirt() || isS390() || isPseries() || isLoongarch();
    }

    boolean isPcie() {
        return isQ35() || isArmVirt() || isRiscvVirt();
    }

    boolean isUefi() {
        return osPart().get("loader").isPresent() && osPart().is("loader/@type", "pflash") || osPart().is("@firmware", "efi");
    }

    boolean hasSpice() {
        return devices("graphics").stream().anyMatch(one -> one.is("@type", "spice"));
    }

    boolean hasGl() {
        return devices("graphics").stream().anyMatch(one -> one.is("gl/@enable", "yes"));
    }

    /** It has USB controllers, and each of them is none. */
    boolean usbIsOff() {
        List<Part> controllers = devices("controller").stream().filter(one -> one.is("@type", "usb")).toList();
        return !controllers.isEmpty() && controllers.stream().allMatch(one -> one.is("@model", "none"));
    }

    /** Machines that have no other devices than virtio, or a system that drives this one. */
    boolean virtio(boolean driven) {
        return facts.qemu() && (isRiscvVirt() || isS390() || isPseries() || isLoongarch() || driven);
    }

    // what the host says

    Capabilities capabilities() {
        if (capabilities == null) capabilities = new Capabilities(facts.capabilities());
        return capabilities;
    }

    /** What the host offers for the guest as it is now. */
    Capabilities.Offer offer() {
        return capabilities().offer(osPart().get("type"), osPart().get("type/@arch"), type(), machine());
    }

    /** What such a guest may have; asked again when what it depends on has changed. */
    DomainCapabilities domainCapabilities() {
        if (domainCapabilities == null || !stillValid(domainCapabilities)) {
            domainCapabilities = facts.domainCapabilities(root.get("devices/emulator").orElse(null), arch(), machine().orElse(null),
                    type().orElse(null)).map(DomainCapabilities::new).orElse(DomainCapabilities.NONE);
        }
        return domainCapabilities;
    }

    private boolean stillValid(DomainCapabilities known) {
        if (type().filter("test"::equals).isPresent()) return true;
        return machine().map(machine -> machine.equals(known.text("machine")) || offer().isAlias(machine, known.text("machine"))).orElse(true)
                && type().map(known.text("domain")::equals).orElse(true)
                && arch().equals(known.arch())
                && root.get("devices/emulator").map(known.text("path")::equals).orElse(true);
    }

    // booting

    private List<Part> bootable() {
        List<Part> bootable = new ArrayList<>();
        for (String kind : List.of("disk", "interface", "hostdev", "redirdev")) bootable.addAll(devices(kind));
        return bootable;
    }

    boolean hasBootOrder() {
        return !osPart().parts("boot#").isEmpty() || devices().stream().anyMatch(device -> device.get("boot/@order").isPresent());
    }

    /** The order of the devices, from the kinds of device in order: the first of each kind. */
    void bootOrder(List<String> kinds) {
        osPart().parts("boot#").clear();
        for (Part device : devices()) device.set("boot/@order", null);
        int order = 0;
        for (String kind : kinds) {
            Optional<Part> first = kind.equals("network") ? devices("interface").stream().findFirst()
                    : devices("disk").stream().filter(disk -> bootKind(disk).equals(kind)).findFirst();
            if (first.isPresent()) first.get().set("boot/@order", ++order);
        }
    }

    /** How {@code <boot dev=''>} calls a disk of this kind. */
    static String bootKind(Part disk) {
        return switch (disk.get("@device").orElse("disk")) {
            case "cdrom" -> "cdrom";
            case "floppy" -> "fd";
            default -> "hd";
        };
    }

    /** Puts a device at {@code order}; those that stood there move on until there is a gap. */
    void bootFrom(Part device, long order) {
        osPart().parts("boot#").clear();
        List<Part> others = bootable().stream().filter(one -> one != device && one.get("boot/@order").isPresent())
                .sorted(Comparator.comparingLong(Guest::order)).toList();
        device.set("boot/@order", order);
        long taken = order;
        for (Part other : others) {
            if (order(other) < order) continue;
            if (order(other) > taken) return;
            other.set("boot/@order", ++taken);
        }
    }

    private static long order(Part device) {
        return Long.parseLong(device.get("boot/@order").orElseThrow());
    }

    /** The document. */
    Draft draft() {
        Draft draft = new Draft("domain");
        root.write(draft, "");
        for (XmlAction action : xmlActions) action.apply(draft);
        return draft;
    }
}
