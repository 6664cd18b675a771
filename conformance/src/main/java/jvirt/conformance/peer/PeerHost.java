package jvirt.conformance.peer;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jvirt.api.IdSet;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.SecretRef;
import jvirt.api.domain.device.Vsock;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;
import jvirt.qemu.commandline.CommandLine;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.MasterKey;
import jvirt.qemu.device.Resources;
import jvirt.qemu.firmware.Firmwares;

/** The host that libvirt's tests of the command line pretend: {@code capabilities/host-facts.json}. */
final class PeerHost {
    /** The machine has no id yet. */
    static final int ID = -1;
    private static final Path LIB = Path.of("/tmp/lib");
    /** Thirty minutes behind UTC. */
    private static final ZoneOffset ZONE = ZoneOffset.ofHoursMinutes(0, -30);

    private final PeerCase peerCase;
    private final Json.Obj facts;
    private final Setting setting;
    private Domain live;

    PeerHost(PeerCase peerCase, Setting setting) {
        this.peerCase = peerCase;
        this.setting = setting;
        this.facts = peerCase.fields().find("host").map(Json::asObject).orElse(Json.object());
    }

    Resources resources(String machine) {
        return resources(machine, ID);
    }

    Resources resources(String machine, int id) {
        Resources.HugePages huge = new Resources.HugePages(List.of(Map.entry(2048L, Path.of("/dev/hugepages2M")),
                Map.entry(1_048_576L, Path.of("/dev/hugepages1G"))));
        String name = machine.substring(0, machine.offsetByCodePoints(0, Math.min(20, machine.length())));
        return new Resources(LIB.resolve("domain-" + id + "-" + name), setting.settings(), new Descriptors(), new Secrets(),
                huge, new Host(id + "-" + name), ZonedDateTime.ofInstant(Instant.ofEpochSecond(1_234_567_890), ZONE),
                Optional.of(IdSet.range(0, 3)));
    }

    Launch.Helpers helpers(Domain definition) {
        Path data = peerCase.folder().resolveSibling("capabilities/data/qemufirmwaredata");
        Firmwares firmwares = Firmwares.read(List.of(data.resolve("usr/share/qemu/firmware"),
                data.resolve("etc/qemu/firmware")));
        return new Launch.Helpers(new PeerVolumes(peerCase)::resolve, Launch.ScreenPorts.FIRST, firmwares,
                PeerProcessor.of(peerCase, setting, definition.type()));
    }

    CommandLine.Start start() {
        Map<String, String> environment = new TreeMap<>(Map.of("PATH", "/bin", "USER", "test", "LOGNAME", "test"));
        peerCase.fields().find("daemon_env").ifPresent(env -> env.asObject().members().forEach((name, value) ->
                environment.put(name, value.asString())));
        Optional<String> incoming = peerCase.fields().find("incoming").map(from -> from instanceof Json.Obj object
                ? incoming(object) : from.asString());
        return new CommandLine.Start(environment, true, facts.flag("fips"), incoming, Optional.empty());
    }

    private static String incoming(Json.Obj from) {
        String where = from.string("migrate_from");
        return where.equals("stdio") ? "fd:" + from.string("migrate_fd") : where;
    }

    /** What a real start would have found out: here, the guest's address for sockets. */
    Domain settled(Domain found) {
        live = found;
        return found.with(draft -> draft.devices = draft.devices.with(devices -> devices.vsock = devices.vsock.map(vsock ->
                vsock.cid().flatMap(Vsock.Cid::auto).filter(YesNo::yes).isPresent()
                        ? vsock.withCid(new Vsock.Cid(Optional.of(YesNo.YES), Optional.of(42))) : vsock)));
    }

    /** The numbers that the tests' descriptors have. */
    private final class Descriptors implements Resources.Descriptors {
        @Override
        public List<Integer> named(String purpose) {
            String kind = purpose.substring(purpose.lastIndexOf('-') + 1);
            return switch (kind) {
                case "monitor", "user" -> List.of(1729);
                case "socket" -> List.of(1729);
                case "source" -> List.of(1750);
                case "log" -> List.of(1751);
                case "tap" -> queues(purpose, 3);
                case "vdpa" -> List.of(1732);
                case "tpm" -> List.of(1730);
                case "cancel" -> List.of(1731);
                case "vhost" -> purpose.startsWith("vsock") ? List.of(6789) : purpose.startsWith("hostdev") ? List.of(3)
                        : accelerated(nic(purpose)) ? queues(purpose, 44) : List.of();
                default -> List.of();
            };
        }

        private Interface nic(String purpose) {
            String alias = purpose.substring(0, purpose.lastIndexOf('-'));
            return live.devices().interfaces().stream().filter(nic -> nic.alias().filter(alias::equals).isPresent())
                    .findFirst().orElseThrow();
        }

        /** The host's kernel moves the packets of virtio cards, whether or not the guest is on KVM. */
        private static boolean accelerated(Interface nic) {
            return nic.model().filter(Interface.Model::virtio).isPresent()
                    && nic.driver().flatMap(Interface.Driver::name).filter("qemu"::equals).isEmpty();
        }

        private List<Integer> queues(String purpose, int first) {
            int queues = nic(purpose).driver().flatMap(Interface.Driver::queues).orElse(1);
            List<Integer> descriptors = new ArrayList<>();
            for (int i = 0; i < queues; i++) descriptors.add(first + i);
            return descriptors;
        }

        @Override
        public Group group(String name) {
            return new Group(facts.find("fd_groups").map(Json::asObject).map(groups -> groups.list(name).stream()
                    .map(fd -> (int) fd.asLong()).toList()).orElse(List.of()), true);
        }
    }

    /** Every secret is this one, sealed with bytes that are not random. */
    private static final class Secrets implements Resources.Secrets {
        private static final String VALUE = "AQCVn5hO6HzFAhAAq0NCv8jtJcIcE+HOBlMQ1A";

        @Override
        public byte[] value(Usage usage, SecretRef secret) {
            return VALUE.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public MasterKey.Sealed seal(byte[] value) {
            return new MasterKey(counting(32)).seal(value, counting(16));
        }

        private static byte[] counting(int length) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) bytes[i] = (byte) i;
            return bytes;
        }
    }

    private record Host(String machine) implements Resources.Host {
        @Override
        public IdSet nodes() {
            return IdSet.range(0, 7);
        }

        @Override
        public boolean cdrom(String device) {
            return device.equals("/dev/cdrom");
        }

        @Override
        public String scsiGeneric(Hostdev.ScsiSource unit) {
            return "/dev/sg0";
        }

        @Override
        public Path tpmSocket() {
            return Path.of("/dev/test");
        }

        @Override
        public Path passtSocket(String alias) {
            return Path.of("/bad-test-used-env-xdg-runtime-dir/libvirt/qemu/run/passt", machine + "-" + alias + ".socket");
        }

        @Override
        public Optional<String> renderNode() {
            return Optional.of("/dev/dri/foo");
        }

        @Override
        public String networkAddress(String network) {
            return "127.0.0.1";
        }
    }
}
