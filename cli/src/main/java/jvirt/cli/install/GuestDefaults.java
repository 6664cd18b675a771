package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import jvirt.cli.osinfo.Os;

/** What a guest gets that was not said: from the host's capabilities and from what its system drives. */
final class GuestDefaults {
    private GuestDefaults() {}

    /** Type, architecture, emulator: what everything else is asked of. */
    static void fromCapabilities(Guest guest) {
        boolean nothingAsked = guest.type().isEmpty() && guest.section("os").get("type").isEmpty();
        Capabilities.Offer offer = guest.offer();
        Part os = guest.section("os");
        guest.root().set("@type", offer.type());
        os.set("type", offer.osType());
        os.set("type/@arch", offer.arch());
        if (os.get("loader").isEmpty()) os.set("loader", offer.loader().orElse(null));
        if (guest.root().get("devices/emulator").isEmpty() && !guest.isXenPv() && !offer.type().equals("vz")) {
            guest.root().set("devices/emulator", offer.emulator().orElse(null));
        }
        if (guest.machine().isEmpty()) os.set("type/@machine", recommendedMachine(guest, offer).orElse(null));
        if (nothingAsked && guest.facts().qemu() && guest.isX86() && !offer.type().equals("kvm")) {
            guest.facts().note(guest.capabilities().slowKvm().map(took -> "KVM is there but too slow to be of use (" + took + " microseconds for what "
                    + "takes a few), using '" + offer.type() + "'; --virt-type kvm takes it all the same")
                    .orElse("KVM acceleration not available, using '" + offer.type() + "'"));
        }
    }

    /** Where an architecture's first machine is not what anybody wants. */
    private static Optional<String> recommendedMachine(Guest guest, Capabilities.Offer offer) {
        if (!guest.facts().qemu() && !guest.facts().test()) return Optional.empty();
        List<String> wanted = switch (offer.arch()) {
            case "ppc64", "ppc64le" -> List.of("pseries");
            case "armv7l", "aarch64" -> List.of("virt", "vexpress-a15");
            case "s390x" -> List.of("s390-ccw-virtio");
            case "riscv64", "riscv32", "loongarch64" -> List.of("virt");
            default -> List.of();
        };
        return wanted.stream().filter(offer.machines()::contains).findFirst();
    }

    /** Adds all that is missing. */
    static void complete(Guest guest) {
        fromCapabilities(guest);
        if (guest.root().get("uuid").isEmpty()) guest.root().set("uuid", guest.facts().newUuid());
        cpus(guest, 1);
        machine(guest);
        firmware(guest);
        graphics(guest);
        video(guest);
        input(guest);
        console(guest);
        usb(guest);
        agentChannel(guest);
        rng(guest);
        balloon(guest);
        tpm(guest);
        SectionDefaults.clock(guest);
        CpuChoice.complete(guest);
        SectionDefaults.features(guest);
        SectionDefaults.securityLabels(guest);
        SectionDefaults.powerManagement(guest);
        SectionDefaults.init(guest);
        SectionDefaults.launchSecurity(guest);
        for (Part device : guest.devices()) DeviceDefaults.complete(guest, device);
        scsiController(guest);
        rootPorts(guest);
        spice(guest);
    }

    /** The number of CPUs and their topology say the same. */
    static void cpus(Guest guest, long standard) {
        Part cpu = guest.section("cpu");
        Part root = guest.root();
        boolean topology = List.of("sockets", "dies", "cores", "threads").stream().anyMatch(one -> cpu.get("topology/@" + one).isPresent());
        if (root.get("vcpu").isEmpty()) root.set("vcpu", topology ? total(cpu) : standard);
        if (!topology) return;
        long count = Long.parseLong(root.get("vcpu").orElseThrow());
        // many cores are usual, and some systems take no more than two sockets
        for (String one : List.of("cores", "sockets", "dies", "threads")) {
            if (cpu.get("topology/@" + one).isEmpty()) cpu.set("topology/@" + one, one.equals("dies") ? 1 : count / total(cpu));
        }
        if (total(cpu) != count) {
            throw InstallException.of("Total CPUs implied by topology (sockets=%s * dies=%s * cores=%s * threads=%s == %d) does not match vCPU count %d",
                    cpu.get("topology/@sockets").orElse(""), cpu.get("topology/@dies").orElse(""), cpu.get("topology/@cores").orElse(""),
                    cpu.get("topology/@threads").orElse(""), total(cpu), count);
        }
    }

    private static long total(Part cpu) {
        return List.of("sockets", "dies", "cores", "threads").stream()
                .mapToLong(one -> cpu.get("topology/@" + one).map(Long::parseLong).orElse(1L)).reduce(1, (a, b) -> a * b);
    }

    private static void machine(Guest guest) {
        if (guest.machine().isPresent()) return;
        List<String> machines = guest.offer().machines();
        boolean q35 = guest.isX86() && guest.facts().qemu() && machines.contains("q35")
                && guest.facts().hypervisorVersion() >= 2_011_000 && guest.os().drivesQ35();
        guest.section("os").set("type/@machine", q35 ? "q35" : machines.isEmpty() ? null : machines.getFirst());
    }

    private static void firmware(Guest guest) {
        Part os = guest.section("os");
        if (guest.uefi().filter(wanted -> !wanted).isPresent()) return;
        boolean untouched = List.of("kernel", "loader", "loader/@readonly", "nvram", "@firmware").stream().noneMatch(slot -> os.get(slot).isPresent());
        if (guest.uefi().isEmpty() && !(prefersEfi(guest) && untouched)) return;
        try {
            efi(guest);
        } catch (InstallException e) {
            if (guest.uefi().isPresent()) throw e;
            guest.facts().note("Couldn't configure UEFI: " + e.getMessage());
            guest.facts().note("Your VM may not boot successfully.");
        }
    }

    private static boolean prefersEfi(Guest guest) {
        if (guest.isX86()) return guest.os().needsEfi(guest.arch());
        return guest.isArmVirt() || guest.isRiscvVirt() || guest.isLoongarch();
    }

    /** The daemon chooses the firmware where it can; otherwise a file that looks like it. */
    private static void efi(Guest guest) {
        Part os = guest.section("os");
        if (guest.domainCapabilities().efiFirmware()) {
            os.set("@firmware", "efi");
            return;
        }
        String file = guest.domainCapabilities().firmwareFile().orElseThrow(() -> InstallException.of(
                "Did not find any UEFI binary path for arch '%s'", guest.arch()));
        os.set("loader/@readonly", "yes");
        os.set("loader/@type", "pflash");
        os.set("loader", file);
        if (!guest.isX86() || !file.contains("secboot")) return;
        // such a firmware needs the CPU's management mode, and that the q35 machine
        guest.section("features").set("smm/@state", "on");
        os.set("loader/@secure", "yes");
        if (guest.isQ35()) return;
        guest.facts().note("Changing machine type from '" + guest.machine().orElse("") + "' to 'q35' which is required for UEFI secure boot.");
        os.set("type/@machine", "q35");
    }

    private static void graphics(Guest guest) {
        if (!guest.wants(Guest.Usual.GRAPHICS) || !guest.devices("graphics").isEmpty() || guest.isContainer()) return;
        if (guest.isX86() || guest.isPseries() || guest.isLoongarch() || guest.isArmVirt() || guest.isRiscvVirt()) guest.addDevice("graphics");
    }

    private static void video(Guest guest) {
        if (guest.isContainer() || guest.devices("graphics").isEmpty() || !guest.devices("video").isEmpty()) return;
        guest.addDevice("video");
    }

    /** A tablet, since a mouse's pointer is never where the viewer's is. x86 has a keyboard of its own. */
    private static void input(Guest guest) {
        if (!guest.wants(Guest.Usual.INPUT) || guest.isContainer() || guest.isXenPv()) return;
        if (!guest.devices("input").isEmpty() || guest.devices("graphics").isEmpty()) return;
        Optional<String> bus = guest.isS390() ? Optional.of("virtio").filter(_ -> guest.os().drivesVirtioInput())
                : Optional.of("usb").filter(_ -> !guest.usbIsOff());
        if (bus.isEmpty()) return;
        for (String type : guest.isX86() ? List.of("tablet") : List.of("tablet", "keyboard")) {
            Part input = guest.addDevice("input");
            input.set("@type", type);
            input.set("@bus", bus.get());
        }
    }

    private static void console(Guest guest) {
        if (!guest.wants(Guest.Usual.CONSOLE) || !guest.devices("console").isEmpty() || !guest.devices("serial").isEmpty()) return;
        Part console = guest.addDevice("console");
        console.set("@type", "pty");
        if (guest.isS390()) console.set("target/@type", "sclp");
    }

    private static void usb(Guest guest) {
        if (guest.devices("controller").stream().anyMatch(one -> one.is("@type", "usb"))) return;
        if (!guest.facts().qemu() && !guest.facts().test()) return;
        boolean xhci = hasXhci(guest.facts());
        if (guest.isX86()) {
            if (guest.os().drivesUsb3() && xhci) addUsb3(guest);
            else addUsb2(guest);
        } else if (xhci && (guest.isArmVirt() || guest.isRiscvVirt() || guest.isPseries() || guest.isLoongarch())) {
            addUsb3(guest);
        }
    }

    private static boolean hasXhci(Facts facts) {
        return facts.qemu() && facts.libraryVersion() >= 3_003_000 && facts.hypervisorVersion() >= 2_009_000;
    }

    /** One EHCI controller and its three UHCI companions. */
    static void addUsb2(Guest guest) {
        List<String> models = List.of("ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3");
        for (int i = 0; i < models.size(); i++) {
            Part controller = guest.addDevice("controller");
            controller.set("@type", "usb");
            controller.set("@model", models.get(i));
            if (i > 0) controller.set("master/@startport", 2L * (i - 1));
        }
    }

    /** With as many ports as QEMU has. */
    static void addUsb3(Guest guest) {
        Part controller = guest.addDevice("controller");
        controller.set("@type", "usb");
        controller.set("@model", hasXhci(guest.facts()) ? "qemu-xhci" : "nec-xhci");
        controller.set("@ports", 15);
    }

    private static void agentChannel(Guest guest) {
        if (!guest.wants(Guest.Usual.CHANNEL) || !guest.devices("channel").isEmpty()) return;
        if (!guest.virtio(guest.os().drivesVirtioSerial())) return;
        Part channel = guest.addDevice("channel");
        channel.set("@type", "unix");
        channel.set("target/@type", "virtio");
        channel.set("target/@name", "org.qemu.guest_agent.0");
    }

    private static void rng(Guest guest) {
        if (!guest.wants(Guest.Usual.RNG) || !guest.devices("rng").isEmpty() || !guest.isKnownMachine()) return;
        if (!guest.facts().qemu() || !guest.os().drivesVirtioRng()) return;
        Part rng = guest.addDevice("rng");
        rng.set("backend/@model", "random");
        rng.set("backend", "/dev/urandom");
    }

    private static void balloon(Guest guest) {
        if (!guest.devices("memballoon").isEmpty() || !guest.facts().qemu() || !guest.isKnownMachine()) return;
        if (guest.os().drivesVirtioBalloon()) guest.addDevice("memballoon").set("@model", "virtio");
    }

    /** A guest with UEFI is a modern one, and those want a TPM. */
    private static void tpm(Guest guest) {
        if (!guest.wants(Guest.Usual.TPM) || !guest.devices("tpm").isEmpty() || !guest.isUefi()) return;
        if (!guest.domainCapabilities().tpmEmulator()) return;
        guest.addDevice("tpm").set("backend/@type", "emulator");
        guest.usualTpmAdded();
    }

    static void scsiController(Guest guest) {
        Os os = guest.os();
        boolean disks = guest.devices("disk").stream().anyMatch(disk -> disk.is("target/@bus", "scsi"));
        boolean there = guest.devices("controller").stream().anyMatch(one -> one.is("@type", "scsi"));
        if (!disks || there || !guest.virtio(os.drivesVirtioScsi())) return;
        Part controller = guest.addDevice("controller");
        controller.set("@type", "scsi");
        controller.set("@model", "virtio-scsi");
    }

    /** Ports for devices that come later: PCIe has no others to be plugged into. */
    private static void rootPorts(Guest guest) {
        if (!guest.isPcie() || guest.rootPorts() <= 0) return;
        if (guest.devices("controller").stream().anyMatch(one -> one.is("@type", "pci"))) return;
        for (int i = 0; i <= guest.rootPorts(); i++) {
            Part controller = guest.addDevice("controller");
            controller.set("@type", "pci");
            controller.set("@model", i == 0 ? "pcie-root" : "pcie-root-port");
        }
    }

    /** What SPICE can do needs devices: clipboard, sound, the user's USB sticks. */
    private static void spice(Guest guest) {
        if (!guest.hasSpice()) return;
        Part features = guest.section("features");
        if (guest.isX86() && features.get("vmport/@state").isEmpty() && SectionDefaults.atLeast(guest.facts(), 1_002_016, 2_002_000)) {
            features.set("vmport/@state", "off");
        }
        boolean channel = guest.devices("channel").stream().anyMatch(one -> one.is("@type", "spicevmc"));
        if (guest.wants(Guest.Usual.CHANNEL) && !channel && guest.domainCapabilities().mayHave("channel", "type", "spicevmc")) {
            Part added = guest.addDevice("channel");
            added.set("@type", "spicevmc");
            DeviceDefaults.complete(guest, added);
        }
        if (guest.wants(Guest.Usual.SOUND) && guest.devices("sound").isEmpty() && guest.isHvm()) {
            DeviceDefaults.complete(guest, guest.addDevice("sound"));
        }
        if (!guest.wants(Guest.Usual.USB_REDIRECTION) || !guest.devices("redirdev").isEmpty() || guest.usbIsOff() || !guest.isX86()) return;
        if (!guest.domainCapabilities().mayHave("redirdev", "bus", "usb")) return;
        for (int i = 0; i < 2; i++) {       // four would fill all ports of a USB 2 controller
            Part redirection = guest.addDevice("redirdev");
            redirection.set("@bus", "usb");
            redirection.set("@type", "spicevmc");
        }
    }
}
