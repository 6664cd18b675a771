package jvirt.qemu.commandline;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jvirt.api.domain.DefaultIoThread;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.GenId;
import jvirt.api.domain.IoThread;
import jvirt.api.domain.LaunchSecurity;
import jvirt.api.domain.QemuExtras;
import jvirt.api.domain.SysInfo;
import jvirt.api.domain.Toggle;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Graphics;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.Audios;
import jvirt.qemu.device.Balloons;
import jvirt.qemu.device.Chardevs;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Controllers;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Displays;
import jvirt.qemu.device.Filesystems;
import jvirt.qemu.device.Hostdevs;
import jvirt.qemu.device.Hubs;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.Inputs;
import jvirt.qemu.device.Interfaces;
import jvirt.qemu.device.Iommus;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Memories;
import jvirt.qemu.device.Panics;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Ports;
import jvirt.qemu.device.Props;
import jvirt.qemu.device.Redirdevs;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Rngs;
import jvirt.qemu.device.Shmems;
import jvirt.qemu.device.Smartcards;
import jvirt.qemu.device.Sounds;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.device.ThrottleGroups;
import jvirt.qemu.device.Tpms;
import jvirt.qemu.device.Videos;
import jvirt.qemu.device.Vsocks;
import jvirt.qemu.device.Watchdogs;

/** How QEMU is called for a machine: its environment, and its words, the program first. */
public record CommandLine(Map<String, String> environment, List<String> words) {
    private static final String SANDBOX = "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny";
    /** Variables of the daemon's that QEMU gets too. */
    private static final List<String> INHERITED = List.of("LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "HOME", "USER", "LOGNAME",
            "TMPDIR");

    /**
     * What a start brings that no device wants.
     *
     * @param environment the daemon's
     * @param privileged the daemon is root's
     * @param fips the host demands approved ciphers alone
     * @param incoming where the machine's state comes from, in QEMU's words
     * @param hostTables what the host's own firmware tells
     */
    public record Start(Map<String, String> environment, boolean privileged, boolean fips, Optional<String> incoming,
            Optional<SysInfo.SmBios> hostTables) {}

    /** The command line of a live machine: one whose devices have names, places and numbered images ({@link Launch}). */
    public static CommandLine of(Domain live, QemuCapabilities capabilities, Resources resources, Start start) {
        Checks.check(live, start);
        Builder builder = new Builder(live, capabilities, resources, start);
        builder.environment();
        builder.identity();
        builder.board();
        builder.monitor();
        builder.devices();
        builder.screens();
        builder.rest();
        return builder.arguments.finish(live.devices().emulator().map(Path::toString).orElse(capabilities.emulator()));
    }

    /** The sections, in QEMU's order of options as libvirt has it. */
    private static final class Builder {
        private final Domain domain;
        private final Chassis chassis;
        private final Resources resources;
        private final Supplier supplier;
        private final Start start;
        private final Arguments arguments;

        Builder(Domain domain, QemuCapabilities capabilities, Resources resources, Start start) {
            this.domain = domain;
            this.chassis = Chassis.of(domain, capabilities);
            this.resources = resources;
            this.supplier = new Supplier(resources, 0);
            this.start = start;
            this.arguments = new Arguments(capabilities, domain);
            for (Disk disk : domain.devices().disks().reversed()) {
                boolean images = !Disks.empty(disk) && !Disks.onCard(disk) && !(disk.source() instanceof DiskSource.VhostUser);
                if (images) supplier.number(Image.of(disk, false).chain());
            }
        }

        void environment() {
            arguments.environment("LC_ALL", "C");
            for (String name : INHERITED) {
                Optional.ofNullable(start.environment.get(name)).ifPresent(value -> arguments.environment(name, value));
            }
            Path folder = resources.folder();
            if (start.privileged) {
                arguments.environment("HOME", folder.toString());
                arguments.environment("XDG_DATA_HOME", folder.resolve(".local/share").toString());
            }
            arguments.environment("XDG_CACHE_HOME", folder.resolve(".cache").toString());
            if (start.privileged) arguments.environment("XDG_CONFIG_HOME", folder.resolve(".config").toString());
        }

        void identity() {
            String name = domain.name();
            String process = resources.settings().setProcessName() ? ",process=qemu:" + name : "";
            arguments.add("-name", "guest=" + name.replace(",", ",,") + process + ",debug-threads=on");
            deprecation();
            arguments.add("-S");
            arguments.add(new Part.Thing(Props.object("secret", MasterKey.ALIAS).text("format", "raw")
                    .text("file", resources.folder().resolve(MasterKey.FILE).toString()).json()));
            if (domain.devices().disks().stream().anyMatch(Disks::managesReservations)) {
                arguments.add(Disks.reservationManager(resources));
            }
        }

        /** What QEMU does when it is told something that will go away. */
        private void deprecation() {
            if (!chassis.can(QemuFlag.COMPAT_DEPRECATED)) return;
            String behavior = domain.qemu().deprecation().map(QemuExtras.Deprecation::behavior)
                    .orElse(resources.settings().deprecationBehavior());
            Props props = Props.empty().text("deprecated-output", "hide");
            switch (behavior) {
                case "omit" -> arguments.add("-compat", props.json().toString());
                case "reject", "crash" -> arguments.add("-compat", props.text("deprecated-input", behavior).json().toString());
                default -> { }
            }
        }

        void board() {
            arguments.add(Firmware.blocks(domain, supplier));
            if (start.fips && chassis.can(QemuFlag.ENABLE_FIPS)) arguments.add("-enable-fips");
            MachineArguments.add(chassis, resources, arguments);
            domain.features().flatMap(Features::smm).flatMap(Features.Smm::tseg).ifPresent(tseg ->
                    arguments.add("-global", "mch.extended-tseg-mbytes=" + (tseg.bytes() >> 20)));
            CpuArguments.addModel(chassis, arguments);
            arguments.add(Firmware.options(domain));
            MemoryArguments.add(chassis, resources, arguments);
            CpuArguments.addCount(chassis, arguments);
            threads();
            NumaArguments.add(chassis, resources, arguments);
            arguments.add("-uuid", domain.uuid().toString());
            FirmwareTables.add(domain, start.hostTables, arguments);
            domain.genid().flatMap(GenId::id).ifPresent(id -> arguments.add(new Part.Front(Props.device("vmgenid")
                    .text("guid", id.toString()).text("id", "vmgenid0").json())));
        }

        private void threads() {
            for (IoThread thread : IoThreads.of(domain)) {
                arguments.add(new Part.Thing(Props.object("iothread", "iothread" + thread.id())
                        .number("thread-pool-min", thread.poolMin()).number("thread-pool-max", thread.poolMax()).json()));
            }
            domain.defaultiothread().ifPresent((DefaultIoThread thread) -> arguments.add(new Part.Thing(
                    Props.object("main-loop", "main-loop").number("thread-pool-min", thread.poolMin())
                            .number("thread-pool-max", thread.poolMax()).json())));
            domain.throttlegroups().forEach(group -> arguments.add(ThrottleGroups.object(group)));
        }

        void monitor() {
            if (domain.devices().graphics().isEmpty()) arguments.add("-display", "none");
            arguments.add("-no-user-config", "-nodefaults");
            arguments.add(Chardevs.monitor(supplier));
            arguments.add("-mon", "chardev=charmonitor,id=monitor,mode=control");
            ClockArguments.add(chassis, resources.now(), arguments);
            BootArguments.addPower(chassis, arguments);
            BootArguments.add(domain, arguments);
        }

        void devices() {
            var devices = domain.devices();
            devices.iommu().ifPresent(iommu -> arguments.add(Iommus.parts(iommu, chassis)));
            arguments.add(Controllers.globals(chassis));
            arguments.add(Controllers.all(chassis));
            devices.memories().forEach(module -> arguments.add(Memories.parts(module, chassis, resources)));
            devices.hubs().forEach(hub -> arguments.add(Hubs.part(hub, chassis)));
            arguments.add(Controllers.of(Controller.Type.CCID, chassis));
            arguments.add(Disks.floppyController(chassis));
            devices.disks().stream().filter(Builder::atStart)
                    .forEach(disk -> arguments.add(Disks.parts(disk, chassis, supplier)));
            devices.filesystems().forEach(folder -> arguments.add(Filesystems.parts(folder, chassis, supplier)));
            devices.interfaces().forEach(nic -> arguments.add(Interfaces.parts(nic, chassis, supplier)));
            devices.smartcards().stream().limit(1)
                    .forEach(card -> arguments.add(Smartcards.parts(card, chassis, supplier)));
            devices.serials().forEach(serial -> arguments.add(Ports.parts(serial, chassis, supplier)));
            devices.parallels().forEach(parallel -> arguments.add(Ports.parts(parallel, supplier)));
            devices.channels().forEach(channel -> arguments.add(Ports.parts(channel, chassis, supplier)));
            devices.consoles().forEach(console -> arguments.add(Ports.parts(console, chassis, supplier)));
            devices.tpms().forEach(tpm -> arguments.add(Tpms.parts(tpm, chassis, supplier)));
            devices.inputs().forEach(input -> arguments.add(Inputs.parts(input, chassis)));
        }

        /** A disk whose overlay shares its base with others is plugged in once the overlay is there. */
        private static boolean atStart(Disk disk) {
            return disk.dropped().flatMap(Disk.Transient::shareBacking).filter(YesNo::yes).isEmpty();
        }

        void screens() {
            var devices = domain.devices();
            for (Audio audio : devices.audios()) {
                arguments.add("-audiodev", Audios.backend(audio).toString());
                if (audio.type() == Audio.Type.SDL) {
                    audio.driver().ifPresent(driver -> arguments.environment("SDL_AUDIODRIVER", driver));
                }
            }
            for (Graphics graphics : devices.graphics()) {
                Displays.environment(graphics, supplier).forEach(arguments::environment);
                arguments.add(Displays.parts(graphics, chassis, supplier));
            }
            devices.videos().forEach(video -> arguments.add(Videos.parts(video, chassis, supplier)));
            devices.sounds().forEach(sound -> arguments.add(Sounds.parts(sound, chassis)));
        }

        void rest() {
            var devices = domain.devices();
            devices.watchdog().ifPresent(watchdog -> arguments.add(Watchdogs.parts(watchdog, chassis)));
            devices.redirdevs().forEach(redirdev -> arguments.add(Redirdevs.parts(redirdev, chassis, supplier)));
            devices.interfaces().forEach(nic -> Hostdevs.card(nic, chassis).ifPresent(arguments::add));
            devices.hostdevs().forEach(hostdev -> arguments.add(Hostdevs.parts(hostdev, chassis, supplier)));
            start.incoming.ifPresent(from -> arguments.add("-incoming", from));
            devices.memballoon().ifPresent(balloon -> arguments.add(Balloons.parts(balloon, chassis)));
            devices.rngs().forEach(rng -> arguments.add(Rngs.parts(rng, chassis, supplier)));
            if (domain.features().flatMap(Features::vmcoreinfo).filter(Toggle::on).isPresent()) {
                arguments.add(new Part.Front(Props.device("vmcoreinfo").json()));
            }
            domain.launchSecurity().ifPresent(this::security);
            extras();
            if (chassis.can(QemuFlag.SECCOMP_SANDBOX)) {
                arguments.add("-sandbox", resources.settings().sandbox() ? SANDBOX : "off");
            }
            devices.panics().forEach(panic -> arguments.add(Panics.parts(panic)));
            devices.shmems().forEach(shmem -> arguments.add(Shmems.parts(shmem, chassis, supplier)));
            devices.vsock().ifPresent(vsock -> arguments.add(Vsocks.parts(vsock, chassis, supplier)));
            if (resources.settings().logTimestamp()) arguments.add("-msg", "timestamp=on");
        }

        private void security(LaunchSecurity security) {
            arguments.add(new Part.Thing((switch (security) {
                case LaunchSecurity.Sev sev -> Props.object("sev-guest", "lsec0")
                        .number("cbitpos", sev.cbitpos()).number("reduced-phys-bits", sev.reducedPhysBits())
                        .number("policy", sev.policy())
                        .text("dh-cert-file", sev.dhCert().map(_ -> resources.folder().resolve("dh_cert.base64").toString()))
                        .text("session-file", sev.session().map(_ -> resources.folder().resolve("session.base64").toString()))
                        .yesNo("kernel-hashes", sev.kernelHashes());
                case LaunchSecurity.S390Pv _ -> Props.object("s390-pv-guest", "lsec0");
            }).json()));
        }

        /** What the user hands to QEMU past us. */
        private void extras() {
            domain.qemu().commandline().ifPresent(extra -> {
                extra.arg().forEach(arg -> arguments.add(arg.value()));
                extra.env().forEach(env -> arguments.environment(env.name(), env.value().orElse("")));
            });
        }
    }

    /** The words with the environment before them, as in a shell; for the log. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        new TreeMap<>(environment).forEach((name, value) -> out.append(name).append('=').append(value).append(' '));
        return out.append(String.join(" ", words)).toString();
    }
}
