package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a device gets that was not said. */
final class DeviceDefaults {
    /** Network cards for systems without virtio, the best first. */
    private static final List<String> CARDS = List.of("e1000", "rtl8139", "ne2k_pci", "pcnet");

    private DeviceDefaults() {}

    static void complete(Guest guest, Part device) {
        switch (device.name()) {
            case "disk" -> DiskDefaults.complete(guest, device);
            case "filesystem" -> fileSystem(guest, device);
            case "interface" -> network(guest, device);
            case "serial", "parallel", "console", "channel" -> characters(device);
            case "smartcard" -> {
                device.orElse("@mode", "passthrough");
                device.orElse("@type", device.is("@mode", "passthrough") ? "spicevmc" : "tcp");
            }
            case "input" -> device.orElse("@type", "mouse");
            case "tpm" -> tpm(guest, device);
            case "graphics" -> graphics(guest, device);
            case "sound" -> device.orElse("@model", guest.isPcie() ? "ich9" : "ich6");
            case "video" -> video(guest, device);
            case "hostdev" -> {
                device.orElse("@managed", "yes");
                device.orElse("@mode", "subsystem");
            }
            case "redirdev" -> {
                device.orElse("@bus", "usb");
                device.orElse("@type", "spicevmc");
            }
            case "watchdog" -> {
                device.orElse("@model", "i6300esb");
                device.orElse("@action", "reset");
            }
            case "memballoon", "rng" -> device.orElse("@model", "virtio");
            case "panic" -> {
                if (device.get("address/@iobase").isPresent()) device.orElse("address/@type", "isa");
                if (device.get("@model").isEmpty()) device.flag(".", true);
            }
            case "vsock" -> {
                device.orElse("@model", "virtio");
                if (device.get("cid/@address").isEmpty()) device.orElse("cid/@auto", "yes");
            }
            default -> { }
        }
    }

    private static void fileSystem(Guest guest, Part device) {
        if (!guest.facts().qemu() && !guest.facts().test()) return;
        device.orElse("@type", "mount");
        // passthrough, libvirt's own choice, works as root alone; virtiofs knows no other
        if (!device.is("driver/@type", "virtiofs")) device.orElse("@accessmode", "mapped");
    }

    private static void network(Guest guest, Part nic) {
        nic.orElse("@type", nic.is("backend/@type", "passt") ? "user" : "bridge");
        if (nic.get("mac/@address").isEmpty()) nic.set("mac/@address", guest.facts().newMac());
        if (nic.is("@type", "bridge") && nic.get("source/@bridge").isEmpty()) nic.set("source/@bridge", guest.facts().defaultBridge().orElse(null));
        if (nic.get("model/@type").isEmpty()) nic.set("model/@type", card(guest).orElse(null));
    }

    private static Optional<String> card(Guest guest) {
        if (!guest.isHvm()) return Optional.empty();
        if (guest.virtio(guest.os().drivesVirtioNet())) return Optional.of("virtio");
        if (guest.isQ35()) return Optional.of("e1000e");
        if (!guest.isX86()) return Optional.empty();
        List<String> known = guest.os().networkCards();
        return Optional.of(CARDS.stream().filter(known::contains).findFirst().orElse("e1000"));
    }

    private static void characters(Part device) {
        boolean socket = device.get("@type").filter(List.of("unix", "tcp")::contains).isPresent();
        boolean mode = Stream.of("source/@mode", "source[@mode='bind']/@host", "source[@mode='connect']/@host").anyMatch(slot -> device.get(slot).isPresent());
        if (socket && !mode) device.set("source/@mode", "bind");
        if (device.name().equals("channel")) device.orElse("target/@type", "virtio");
        if (device.get("@type").filter(List.of("spicevmc", "qemu-vdagent")::contains).isPresent()) device.orElse("target/@name", "com.redhat.spice.0");
    }

    private static void tpm(Guest guest, Part tpm) {
        tpm.orElse("backend/@type", tpm.get("backend/device/@path").isPresent() ? "passthrough" : "emulator");
        boolean free = tpm.is("backend/@type", "emulator") && tpm.get("@model").isEmpty() && tpm.get("backend/@version").isEmpty();
        if (!free) return;
        DomainCapabilities domain = guest.domainCapabilities();
        if (domain.device("tpm", "model", "tpm-crb") || !domain.says("tpm") && !guest.isPseries()) tpm.set("@model", "tpm-crb");
    }

    private static void graphics(Guest guest, Part graphics) {
        Facts facts = guest.facts();
        if (graphics.get("@type").isEmpty()) graphics.set("@type", spiceWorks(guest) ? "spice" : "vnc");
        if (graphics.is("@type", "sdl")) {
            graphics.orElse("@xauth", facts.home() + "/.Xauthority");
            if (graphics.get("@display").isEmpty()) graphics.set("@display", facts.display().orElse(null));
        }
        boolean spice = graphics.is("@type", "spice");
        List<Part> listens = graphics.parts("listen#");
        boolean ports = listens.isEmpty() || listens.getFirst().get("@type").filter(List.of("address", "network")::contains).isPresent();
        if (ports && (spice || graphics.is("@type", "vnc"))) graphics.orElse("@port", "-1");
        if (ports && spice) graphics.orElse("@tlsPort", "-1");
        if (spice && graphics.is("@port", "-1") && graphics.is("@tlsPort", "-1")) graphics.orElse("@autoport", "yes");
        if (!spice) return;
        if (!facts.remote()) graphics.orElse("image/@compression", "off");      // the bytes do not travel
        if (graphics.is("gl/@enable", "yes") && graphics.get("gl/@rendernode").isEmpty()) {
            graphics.set("gl/@rendernode", HostDevices.renderNode(facts).orElse(null));
        }
    }

    private static boolean spiceWorks(Guest guest) {
        DomainCapabilities domain = guest.domainCapabilities();
        if (domain.says("graphics")) return domain.device("graphics", "type", "spice");
        return (guest.facts().qemu() || guest.facts().test()) && List.of("i686", "x86_64").contains(guest.capabilities().hostArch());
    }

    private static void video(Guest guest, Part video) {
        if (video.get("model/@type").isEmpty()) video.set("model/@type", videoModel(guest).orElse(null));
        if (video.is("model/@type", "virtio") && guest.hasGl()) video.set("model/acceleration/@accel3d", "yes");
    }

    private static Optional<String> videoModel(Guest guest) {
        DomainCapabilities domain = guest.domainCapabilities();
        if (!guest.isHvm()) return Optional.empty();
        if (guest.isPseries()) return Optional.of("vga");
        if (guest.isLoongarch() || guest.isRiscvVirt() || guest.isS390() && guest.facts().qemu()) return Optional.of("virtio");
        if (guest.hasSpice() && guest.hasGl()) return Optional.of("virtio");
        if (domain.device("video", "modelType", "virtio") && guest.os().drivesVirtioGpu()) return Optional.of("virtio");
        boolean qxl = domain.names("video", "modelType") ? domain.device("video", "modelType", "qxl") : spiceWorks(guest);
        if (guest.isX86() && guest.hasSpice() && qxl) return Optional.of("qxl");
        if (guest.isUefi() && (guest.arch().equals("armv7l") || guest.arch().equals("aarch64"))) return Optional.of("ramfb");
        if (guest.isUefi() && domain.device("video", "modelType", "bochs")) return Optional.of("bochs");
        return Optional.of("vga");
    }
}
