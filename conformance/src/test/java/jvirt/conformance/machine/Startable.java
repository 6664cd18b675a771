package jvirt.conformance.machine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Devices;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Os;
import jvirt.api.domain.QemuExtras;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Tpm;
import jvirt.api.xml.View;

/**
 * Makes of somebody's machine one that this host can start: the same devices for the guest, on images, terminals and networks that
 * are here. What only other hosts have (devices to hand over, huge pages, KVM) is left out.
 */
final class Startable {
    private static final Path EMULATOR = Path.of("/usr/bin/qemu-system-x86_64");

    private final Path folder;
    private final Path guest;
    /** An empty image of each format, to copy. */
    private final Map<String, Path> images = new HashMap<>();

    Startable(Path folder, Path guest) {
        this.folder = folder;
        this.guest = guest;
    }

    String document(String written, String name, UUID uuid) {
        Domain domain = Domain.parse(written);
        return domain.with(draft -> {
            draft.type = VirtType.QEMU;
            draft.name = name;
            draft.uuid = uuid;
            draft.id = Optional.empty();
            draft.qemu = QemuExtras.NONE;
            draft.metadata = Optional.empty();
            draft.memoryBacking = Optional.empty();
            draft.cputune = Optional.empty();
            draft.numatune = Optional.empty();
            draft.blkiotune = Optional.empty();
            draft.memtune = Optional.empty();
            draft.resource = Optional.empty();
            draft.launchSecurity = Optional.empty();
            draft.seclabel = List.of();
            draft.keywrap = Optional.empty();
            draft.perf = Optional.empty();
            draft.sysinfo = domain.sysinfo().stream().filter(info -> domain.sysinfo().size() == 1).toList();
            draft.cpu = domain.cpu().filter(cpu -> cpu.mode().orElse(Cpu.Mode.CUSTOM) == Cpu.Mode.CUSTOM);
            draft.os = os(domain.os());
            draft.devices = domain.devices().with(devices -> on(devices, domain, name));
        }).format(new View(false, true));
    }

    private Os os(Os os) {
        Optional<Path> kernel = os.kernel().map(_ -> guest.resolve("vmlinuz"));
        Optional<Path> initrd = os.initrd().map(_ -> guest.resolve("initrd"));
        boolean here = os.loader().flatMap(Os.Loader::path).filter(path -> !Files.exists(path)).isEmpty();
        return new Os(here ? os.firmwareKind() : Optional.empty(), os.type(), here ? os.feature() : List.of(), os.init(), os.initarg(),
                os.initenv(), os.initdir(), os.inituser(), os.initgroup(), here ? os.loader() : Optional.empty(), Optional.empty(),
                kernel, initrd, os.cmdline(), Optional.empty(), os.root(), Optional.empty(), os.boot(), os.bootmenu(), os.bios(),
                os.smbios());
    }

    private void on(Devices.Draft devices, Domain domain, String name) {
        devices.emulator = Optional.of(EMULATOR);
        devices.disks = devices.disks.stream().map(disk -> disk(disk, name)).toList();
        devices.interfaces = devices.interfaces.stream().filter(nic -> !(nic.source() instanceof InterfaceSource.Hostdev))
                .map(Startable::card).toList();
        devices.hostdevs = List.of();
        devices.leases = List.of();
        devices.filesystems = List.of();
        devices.smartcards = List.of();
        devices.vsock = Optional.empty();
        devices.serials = devices.serials.stream().map(serial -> serial.withChardev(end(serial.chardev()))).toList();
        devices.parallels = devices.parallels.stream().map(parallel -> parallel.withChardev(end(parallel.chardev()))).toList();
        devices.consoles = devices.consoles.stream().map(console -> console.withChardev(end(console.chardev()))).toList();
        devices.channels = devices.channels.stream().map(channel -> channel.withChardev(end(channel.chardev()))).toList();
        devices.redirdevs = devices.redirdevs.stream().map(redirdev -> redirdev.withChardev(end(redirdev.chardev()))).toList();
        devices.rngs = devices.rngs.stream().map(rng -> rng.withBackend(new Rng.Backend.Random(Optional.of("/dev/urandom")))).toList();
        devices.tpms = devices.tpms.stream().filter(tpm -> tpm.backend() instanceof Tpm.Backend.Emulator).toList();
        devices.shmems = devices.shmems.stream().filter(shmem -> shmem.server().isEmpty()).toList();
        devices.memories = devices.memories.stream().filter(memory -> memory.source().isEmpty()).toList();
        devices.inputs = devices.inputs.stream().filter(input -> input.source().isEmpty()).toList();
        devices.audios = List.of();
        devices.graphics = domain.devices().graphics().stream().anyMatch(Graphics.Spice.class::isInstance) ? List.of(spice())
                : domain.devices().graphics().isEmpty() ? List.of() : List.of(vnc());
    }

    private static Graphics vnc() {
        return (Graphics) jvirt.api.domain.device.DevicePart.read(jvirt.api.xml.Element.parse("<graphics type='vnc' port='-1' autoport='yes'/>"));
    }

    private static Graphics spice() {
        return (Graphics) jvirt.api.domain.device.DevicePart.read(jvirt.api.xml.Element.parse("<graphics type='spice' autoport='yes'/>"));
    }

    private Disk disk(Disk disk, String machine) {
        boolean empty = disk.removable() && disk.source() instanceof DiskSource.File(var file, _, _) && file.isEmpty();
        String format = disk.driver().flatMap(Disk.Driver::type).filter(Disk.Format.QCOW2::equals).map(_ -> "qcow2").orElse("raw");
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE).of("qemu", format.equals("raw") ? Disk.Format.RAW : Disk.Format.QCOW2);
        DiskSource source = new DiskSource.File(empty ? Optional.empty() : Optional.of(image(machine, disk.target().dev(), format).toString()), Optional.empty(),
                DiskSource.Extras.NONE);
        Disk.Kind kind = disk.device() == Disk.Kind.LUN ? Disk.Kind.DISK : disk.device();
        return new Disk(kind, disk.model(), Optional.empty(), Optional.empty(), disk.snapshot(), Optional.of(driver), Optional.empty(),
                source, Optional.empty(), Optional.empty(), disk.geometry(), disk.blockio(), Optional.empty(), disk.target(), disk.iotune(), disk.throttlefilters(),
                disk.device() == Disk.Kind.CDROM, false, Optional.empty(), disk.serial(), disk.wwn(), disk.vendor(), disk.product(), Optional.empty(),
                disk.info());
    }

    private Path image(String machine, String target, String format) {
        try {
            Path image = folder.resolve(machine + "-" + target + "." + format);
            return Files.exists(image) ? image : Files.copy(template(format), image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path template(String format) {
        return images.computeIfAbsent(format, _ -> {
            try {
                Path image = folder.resolve("image." + format);
                new ProcessBuilder("qemu-img", "create", "-q", "-f", format, image.toString(), "1M").start().waitFor();
                return image;
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Interface card(Interface nic) {
        return new Interface(Optional.empty(), Optional.empty(), nic.mac(), Optional.empty(),
                new InterfaceSource.User(Optional.empty(), InterfaceSource.HostIp.NONE), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), List.of(), List.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), nic.model(), nic.driver(), Optional.empty(), Optional.empty(), Optional.empty(), nic.teaming(), nic.link(),
                Optional.empty(), Optional.empty(), nic.info());
    }

    private static Chardev end(Chardev chardev) {
        boolean kept = chardev.source() instanceof ChardevSource.Spicevmc || chardev.source() instanceof ChardevSource.Spiceport;
        return new Chardev(kept ? chardev.source() : new ChardevSource.Pty(Optional.empty()), Optional.empty());
    }
}
