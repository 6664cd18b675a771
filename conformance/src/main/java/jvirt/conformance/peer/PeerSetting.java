package jvirt.conformance.peer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import jvirt.api.json.Json;
import jvirt.host.ConfFile;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.CapabilitiesFile;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.caps.Offer;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Host;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.definition.Settings;

/** The QEMU, the host and the configuration that libvirt's own tests pretend, for one case. */
final class PeerSetting {
    private static final Map<Path, QemuCapabilities> CAPABILITIES = new ConcurrentHashMap<>();

    /** All that the QEMU of the tests of hotplug can. */
    private static final EnumSet<QemuFlag> HOTPLUG = EnumSet.of(QemuFlag.KVM, QemuFlag.TCG, QemuFlag.VIRTIO_SCSI, QemuFlag.DEVICE_USB_STORAGE,
            QemuFlag.DEVICE_IVSHMEM_PLAIN, QemuFlag.DEVICE_IVSHMEM_DOORBELL, QemuFlag.SCSI_DISK_WWN, QemuFlag.DEVICE_VFIO_PCI,
            QemuFlag.DEVICE_QXL, QemuFlag.DEVICE_VGA, QemuFlag.DEVICE_CIRRUS_VGA, QemuFlag.VNC, QemuFlag.SPICE,
            QemuFlag.PR_MANAGER_HELPER, QemuFlag.SCSI_BLOCK, QemuFlag.DEVICE_USB_KBD, QemuFlag.NETDEV_VHOST_VDPA);

    private PeerSetting() {}

    static Setting of(PeerCase peerCase, boolean spiceTls) {
        Path file = peerCase.folder().resolveSibling("capabilities/data/qemucapabilitiesdata")
                .resolve("caps_" + peerCase.field("caps").orElse("8.0.0") + ".x86_64.xml");
        QemuCapabilities capabilities = CAPABILITIES.computeIfAbsent(file,
                path -> withoutAliases(CapabilitiesFile.parse(PeerCase.read(path))));
        Host host = new Host("x86_64", Optional.empty(), "none", () -> tpmVersions(peerCase), new Counting());
        return new Setting(capabilities, host, settings(peerCase, spiceTls));
    }

    /** The made-up QEMU of libvirt's tests of hotplug: {@code README.md} of the peer data names what it can. */
    static Setting ofHotplug(PeerCase peerCase, boolean spiceTls) {
        Path file = peerCase.folder().resolveSibling("capabilities/data/qemucapabilitiesdata/caps_7.2.0.x86_64.xml");
        QemuCapabilities capabilities = CAPABILITIES.computeIfAbsent(file,
                path -> withoutAliases(CapabilitiesFile.parse(PeerCase.read(path))));
        Host host = new Host("x86_64", Optional.empty(), "none", () -> tpmVersions(peerCase), new Counting());
        return new Setting(withoutModels(capabilities.without(EnumSet.complementOf(HOTPLUG))), host,
                settings(peerCase, spiceTls));
    }

    /** That QEMU knows no model of a processor, so no machine has one by default. */
    private static QemuCapabilities withoutModels(QemuCapabilities caps) {
        Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
        caps.offers().forEach((accelerator, offer) -> offers.put(accelerator, new Offer(offer.hostCpu(), List.of(),
                offer.machines().stream().map(MachineType::withoutDefaultCpu).toList())));
        return caps.withOffers(offers);
    }

    private static List<String> tpmVersions(PeerCase peerCase) {
        return peerCase.fields().find("host").map(Json::asObject).filter(host -> host.find("swtpm_versions").isPresent())
                .map(host -> host.list("swtpm_versions").stream().map(Json::asString).toList())
                .orElse(List.of("1.2", "2.0"));
    }

    private static Settings settings(PeerCase peerCase, boolean spiceTls) {
        StringBuilder conf = new StringBuilder(spiceTls ? "spice_tls = 1\nspice_password = \"123456\"\n" : "");
        conf.append("memory_backing_dir = \"/var/lib/libvirt/qemu/ram\"\nnbd_tls_x509_cert_dir = \"/etc/pki/libvirt-nbd/dummy,path\"\n");
        peerCase.fields().find("driver_config").ifPresent(config -> config.asObject().members().forEach((name, value) ->
                conf.append(name).append(" = ").append(value).append('\n')));
        Optional<String> audio = peerCase.fields().find("daemon_env").map(Json::asObject)
                .flatMap(env -> env.findString("QEMU_AUDIO_DRV"));
        return new Settings(ConfFile.parse("qemu.conf", conf.toString()), Path.of("/tmp/lib"), Path.of("/tmp/channel"),
                Path.of("/var/lib/libvirt/qemu/nvram"), audio);
    }

    /** A machine keeps the name that its XML gives it: what was an alias is a machine of its own. */
    private static QemuCapabilities withoutAliases(QemuCapabilities caps) {
        Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
        caps.offers().forEach((accelerator, offer) -> {
            List<MachineType> machines = new ArrayList<>(offer.machines().stream().map(MachineType::withoutAlias).toList());
            offer.machines().forEach(machine -> machine.alias().ifPresent(alias -> machines.add(machine.named(alias))));
            offers.put(accelerator, new Offer(offer.hostCpu(), offer.cpus(), machines));
        });
        return caps.withOffers(offers);
    }

    /** Byte after byte of every request: 0, 1, 2 and so on. */
    private static final class Counting implements RandomGenerator {
        @Override
        public void nextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) bytes[i] = (byte) i;
        }

        @Override
        public long nextLong() {
            return 0x0706050403020100L;
        }
    }
}
