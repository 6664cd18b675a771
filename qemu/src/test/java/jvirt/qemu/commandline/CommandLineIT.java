package jvirt.qemu.commandline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import jvirt.api.IdSet;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.SecretRef;
import jvirt.api.json.Json;
import jvirt.host.ConfFile;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.Capabilities;
import jvirt.qemu.caps.HostFacts;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.caps.Swtpm;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Host;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;
import jvirt.qemu.firmware.Firmwares;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machines that virt-install makes, brought up by the real QEMU of this host and held before their first instruction. */
class CommandLineIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static QemuCapabilities capabilities;

    /** Sockets must have short paths. */
    private Path folder;
    private Process qemu;
    private Process swtpm;

    @BeforeAll
    static void ask(@TempDir Path cache) throws IOException {
        Capabilities all = new Capabilities(cache.resolve("cache"), cache, HostFacts.read(1));
        capabilities = all.of(all.emulators().of("x86_64").orElseThrow().toString());
    }

    @BeforeEach
    void folder() throws IOException {
        folder = Files.createTempDirectory("jvirt-argv");
        Files.write(folder.resolve(MasterKey.FILE), new byte[32]);
        Files.createDirectories(folder.resolve("channel"));
        for (String image : List.of("a.img", "b.img", "c.img")) Files.write(folder.resolve(image), new byte[1 << 20]);
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : new Process[] {qemu, swtpm}) {
            if (process != null) process.destroyForcibly().waitFor();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    /** Starts the machine and asks it how it is: it must have been built, and stand still. */
    private Json.Obj started(String document) throws Exception {
        Host host = new Host("x86_64", Optional.empty(), "none", Swtpm::tpmVersions, RandomGenerator.getDefault());
        Setting setting = new Setting(capabilities, host, settings());
        Domain definition = Definition.define(document.replace("FOLDER", folder.toString()), setting);
        Resources resources = resources(setting);
        HostModel model = new HostModel(CpuMap.installed(), "x86_64", Optional.empty());
        LiveProcessor processor = new LiveProcessor(CpuMap.installed(), model, Optional.empty(), capabilities);
        Launch.Helpers helpers = new Launch.Helpers(_ -> {
            throw new AssertionError("no volumes here");
        }, new Ports(), Firmwares.ofHost(), cpu -> processor.of(cpu, Accelerator.TCG));
        Domain live = Launch.live(definition, 1, setting, resources, helpers);
        provide(live);
        CommandLine line = CommandLine.of(live, capabilities, resources,
                new CommandLine.Start(System.getenv(), false, false, Optional.empty(), Optional.empty()));
        ProcessBuilder builder = new ProcessBuilder(line.words()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(line.environment());
        qemu = builder.start();
        try (Monitor monitor = monitor(line)) {
            return monitor.pass(Json.object().with("execute", "query-status"), LIMIT).object("return");
        }
    }

    /** What a driver puts into place before a start. */
    private void provide(Domain live) throws Exception {
        if (live.os().nvram().isPresent()) {
            Files.copy(live.os().nvram().get().template().orElseThrow(), live.os().nvram().get().path().orElseThrow());
        }
        if (live.devices().tpms().isEmpty()) return;
        swtpm = new ProcessBuilder("swtpm", "socket", "--tpm2", "--tpmstate", "dir=" + folder, "--ctrl",
                "type=unixio,path=" + folder.resolve("swtpm.sock")).redirectErrorStream(true)
                .redirectOutput(folder.resolve("swtpm.log").toFile()).start();
        await(folder.resolve("swtpm.sock"), swtpm);
    }

    private Monitor monitor(CommandLine line) throws Exception {
        Path socket = folder.resolve("monitor.sock");
        await(socket, qemu);
        assertTrue(qemu.isAlive(), () -> log() + "\n" + line);
        SocketChannel channel = connected(socket);
        try {
            return Monitor.open(Wire.of(channel), "it", LIMIT);
        } catch (RuntimeException e) {
            qemu.waitFor(5, TimeUnit.SECONDS);
            throw new AssertionError(log() + "\n" + line, e);
        }
    }

    /** QEMU binds its socket a moment before it listens. */
    private SocketChannel connected(Path socket) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(socket));
                return channel;
            } catch (ConnectException e) {
                channel.close();
                if (!qemu.isAlive() || System.nanoTime() > deadline) throw e;
                Thread.sleep(5);
            }
        }
    }

    private static void await(Path socket, Process process) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.exists(socket) && process.isAlive() && System.nanoTime() < deadline) Thread.sleep(5);
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private Settings settings() {
        return new Settings(ConfFile.parse("qemu.conf", ""), folder, folder.resolve("channel"), folder, Optional.empty());
    }

    private Resources resources(Setting setting) {
        return new Resources(folder, setting.settings(), _ -> List.of(), new NoSecrets(), Resources.HugePages.NONE, new Place(),
                ZonedDateTime.now(), Optional.empty());
    }

    private static final class NoSecrets implements Resources.Secrets {
        @Override
        public byte[] value(Usage usage, SecretRef secret) {
            throw new AssertionError("no secrets here");
        }

        @Override
        public MasterKey.Sealed seal(byte[] value) {
            throw new AssertionError("no secrets here");
        }
    }

    private final class Place implements Resources.Host {
        @Override
        public IdSet nodes() {
            return IdSet.of(0);
        }

        @Override
        public boolean cdrom(String device) {
            return false;
        }

        @Override
        public String scsiGeneric(Hostdev.ScsiSource unit) {
            throw new AssertionError("no SCSI units here");
        }

        @Override
        public Path tpmSocket() {
            return folder.resolve("swtpm.sock");
        }

        @Override
        public Path passtSocket(String alias) {
            return folder.resolve(alias + ".sock");
        }

        @Override
        public Optional<String> renderNode() {
            return Optional.empty();
        }

        @Override
        public String networkAddress(String network) {
            return "127.0.0.1";
        }
    }

    /** Ports that were free a moment ago. */
    private static final class Ports implements Launch.ScreenPorts {
        private static int free() {
            while (true) {
                try (ServerSocket socket = new ServerSocket(0)) {
                    if (socket.getLocalPort() >= 5900) return socket.getLocalPort();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        }

        @Override
        public int vnc() {
            return free();
        }

        @Override
        public int websocket() {
            return free();
        }

        @Override
        public int spice() {
            return free();
        }

        @Override
        public int spiceTls() {
            return free();
        }
    }

    private static void stands(Json.Obj status) {
        assertEquals("prelaunch", status.string("status"));
    }

    private static String machine(String os, String rest) {
        return """
                <domain type='qemu'>
                  <name>argv</name>
                  <memory unit='MiB'>256</memory>
                  <vcpu>2</vcpu>
                  %s
                </domain>
                """.formatted(os + rest);
    }

    private static final String Q35 = "<os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>"
            + "<features><acpi/><apic/><vmport state='off'/></features>";
    private static final String PC = "<os><type arch='x86_64' machine='pc'>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>"
            + "<features><acpi/><apic/></features>";
    private static final String CLOCK = """
            <clock offset='utc'><timer name='rtc' tickpolicy='catchup'/><timer name='pit' tickpolicy='delay'/>
            <timer name='hpet' present='no'/></clock>
            <pm><suspend-to-mem enabled='no'/><suspend-to-disk enabled='no'/></pm>""";

    @Test
    void whatVirtInstallMakesOfAnImport() throws Exception {
        stands(started(machine(Q35, CLOCK + """
                <cpu mode='host-model'/>
                <devices>
                  <disk type='file' device='disk'><driver name='qemu' type='raw' discard='unmap'/>
                    <source file='FOLDER/a.img'/><target dev='vda' bus='virtio'/></disk>
                  <disk type='file' device='cdrom'><target dev='sda' bus='sata'/><readonly/></disk>
                  <controller type='usb' model='qemu-xhci' ports='15'/>
                  <interface type='user'><model type='virtio'/></interface>
                  <console type='pty'/>
                  <channel type='unix'><source mode='bind'/><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                  <input type='tablet' bus='usb'/>
                  <graphics type='vnc' port='-1' listen='127.0.0.1'/>
                  <video><model type='vga'/></video>
                  <sound model='ich9'/>
                  <watchdog model='i6300esb' action='reset'/>
                  <memballoon model='virtio'/>
                  <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
                </devices>""")));
    }

    @Test
    void firmwareIsFoundByItsDescriptionAndTheTpmBySocket() throws Exception {
        assumeTrue(Firmwares.ofHost().hasInterface("uefi"), "no UEFI firmware is installed");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/swtpm")), "swtpm is not installed");
        stands(started(machine("<os firmware='efi'><type arch='x86_64' machine='q35'>hvm</type></os>"
                + "<features><acpi/></features>", """
                <devices>
                  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='FOLDER/a.img'/>
                    <target dev='sda' bus='sata'/></disk>
                  <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
                  <graphics type='vnc'/><video><model type='virtio' heads='1' primary='yes'/></video>
                </devices>""")));
    }

    @Test
    void anOldBoardWithDisksOnEveryBus() throws Exception {
        stands(started(machine(PC, """
                <iothreads>1</iothreads>
                <devices>
                  <disk type='file' device='disk'><driver name='qemu' type='raw' cache='none' io='threads'/>
                    <source file='FOLDER/a.img'/><target dev='hda' bus='ide'/></disk>
                  <disk type='file' device='cdrom'><target dev='hdc' bus='ide'/><readonly/></disk>
                  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='FOLDER/b.img'/>
                    <target dev='sda' bus='scsi'/><serial>a b</serial></disk>
                  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='FOLDER/c.img'/>
                    <target dev='sdb' bus='usb'/><readonly/></disk>
                  <disk type='file' device='floppy'><target dev='fda' bus='fdc'/></disk>
                  <controller type='scsi' index='0' model='virtio-scsi'><driver iothread='1'/></controller>
                  <controller type='usb' index='0' model='ich9-ehci1'/>
                  <controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>
                  <interface type='user'><model type='e1000'/></interface>
                  <serial type='file'><source path='FOLDER/serial.log'/></serial>
                  <parallel type='null'/>
                  <input type='mouse' bus='ps2'/><input type='keyboard' bus='virtio'/>
                  <graphics type='vnc' autoport='yes' websocket='-1'/>
                  <video><model type='cirrus'/></video><sound model='ac97'/><sound model='es1370'/>
                  <hub type='usb'/><panic model='isa'/>
                </devices>""")));
    }

    @Test
    void spiceWithAllItsChannels() throws Exception {
        assumeTrue(capabilities.has(QemuFlag.SPICE), "this QEMU has no spice");
        stands(started(machine(Q35, """
                <devices>
                  <controller type='usb' model='ich9-ehci1'/>
                  <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>
                  <graphics type='spice' autoport='yes'><image compression='off'/><streaming mode='filter'/></graphics>
                  <video><model type='qxl'/></video>
                  <redirdev bus='usb' type='spicevmc'/><redirdev bus='usb' type='spicevmc'/>
                  <sound model='ich6'/>
                </devices>""")));
    }

    @Test
    void memoryInCellsAndModules() throws Exception {
        stands(started(machine("<maxMemory slots='4' unit='MiB'>1024</maxMemory>" + Q35, """
                <cpu><topology sockets='1' dies='1' cores='2' threads='1'/><numa>
                  <cell id='0' cpus='0' memory='64' unit='MiB'/><cell id='1' cpus='1' memory='64' unit='MiB'/></numa></cpu>
                <memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>
                <devices>
                  <memory model='dimm'><target><size unit='MiB'>128</size><node>1</node></target></memory>
                  <iommu model='intel'><driver intremap='on'/></iommu>
                </devices>""").replace("<features>", "<features><ioapic driver='qemu'/>")));
    }

    @Test
    void aKernelWithoutAScreen() throws Exception {
        byte[] kernel = new byte[8192];
        System.arraycopy("HdrS".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0, kernel, 0x202, 4);
        kernel[0x1f1] = 4;
        kernel[0x206] = 0;
        kernel[0x207] = 2;
        Files.write(folder.resolve("vmlinuz"), kernel);
        stands(started(machine("<os><type arch='x86_64' machine='q35'>hvm</type><kernel>FOLDER/vmlinuz</kernel>"
                + "<cmdline>console=ttyS0, quiet</cmdline></os>", """
                <devices>
                  <serial type='unix'><source mode='bind' path='FOLDER/serial.sock'/></serial>
                  <console type='pty'><target type='virtio'/></console>
                </devices>""")));
    }
}
