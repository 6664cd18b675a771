package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.storage.Adapter;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;
import jvirt.host.Program;
import jvirt.storage.Backend.Contents;

/** Disks behind the host's SCSI adapters, as sysfs shows them; {@code root} is where sysfs is looked for. */
record ScsiUnits(Path root) {
    private static final Pattern UNIT = Pattern.compile("(\\d+):(\\d+):(\\d+):(\\d+)");
    private static final Pattern ADAPTER = Pattern.compile("(?:scsi_host|fc_host|host)(\\d{1,9})");
    /** {@code TYPE_DISK}, {@code TYPE_ROM}, scsi/scsi.h */
    private static final List<String> DISKS = List.of("0", "5");

    /** A disk: its place on the adapter, and the kernel's name of its device. */
    record Unit(int bus, int target, long lun, String device) {
        /** Without the adapter's number, which the kernel gives out anew at each start. */
        String name() {
            return "unit:" + bus + ":" + target + ":" + lun;
        }
    }

    /** The number of an adapter by its name, {@code scsi_host5} or {@code host5}. */
    static int number(String name) {
        Matcher matcher = ADAPTER.matcher(name);
        if (!matcher.matches()) throw STORAGE.error(INTERNAL_ERROR, "Invalid adapter name '%s' for SCSI pool", name);
        return Integer.parseInt(matcher.group(1));
    }

    private Path hosts() {
        return root.resolve("sys/class/scsi_host");
    }

    boolean has(int host) {
        return Files.exists(hosts().resolve("host" + host));
    }

    /** The number of the adapter that a pool names. */
    int number(Adapter adapter) {
        return switch (adapter) {
            case Adapter.Named(String name) -> number(name);
            case Adapter.Plugged(Adapter.Parent parent) -> plugged(parent);
            case Adapter.FibreChannel channel -> fibreChannel(channel).orElseThrow(() -> STORAGE.error(XML_ERROR,
                    "Failed to find SCSI host with wwnn='%s', wwpn='%s'", channel.wwnn(), channel.wwpn()));
        };
    }

    private int plugged(Adapter.Parent parent) {
        Adapter.PciAddress at = parent.address();
        String address = String.format("%04x:%02x:%02x.%x", at.domain(), at.bus(), at.slot(), at.function());
        return entries(hosts()).stream().filter(host -> leadsThrough(host, address))
                .filter(host -> text(host.resolve("unique_id")).equals(Optional.of(Integer.toString(parent.uniqueId()))))
                .findFirst().map(host -> number(host.getFileName().toString())).orElseThrow(() -> STORAGE.error(XML_ERROR,
                        "Failed to find scsi_host using PCI '%s' and unique_id='%d'", address, parent.uniqueId()));
    }

    /** The adapter with this name in the fabric; one that is not there yet is a virtual port to be made. */
    Optional<Integer> fibreChannel(Adapter.FibreChannel wanted) {
        return entries(root.resolve("sys/class/fc_host")).stream().filter(host -> wwn(host, "node_name").equals(bare(wanted.wwnn()))
                && wwn(host, "port_name").equals(bare(wanted.wwpn()))).findFirst().map(host -> number(host.getFileName().toString()));
    }

    private static String wwn(Path host, String file) {
        return text(host.resolve(file)).map(ScsiUnits::bare).orElse("");
    }

    private static String bare(String wwn) {
        return wwn.startsWith("0x") ? wwn.substring(2) : wwn;
    }

    private static boolean leadsThrough(Path link, String address) {
        try {
            return link.toRealPath().toString().contains("/" + address + "/");
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> entries(Path folder) {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open directory '%s'", folder);
        }
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Makes the kernel look for disks that have come. */
    void rescan(int host) {
        Path trigger = hosts().resolve("host" + host).resolve("scan");
        try {
            Files.writeString(trigger, "- - -");
        } catch (IOException e) {
            throw SystemErrors.of(e, "Could not open '%s' to trigger host scan", trigger);
        }
    }

    /** The disks of an adapter, in the order of their places. */
    List<Unit> of(int host) {
        Map<List<Long>, Unit> units = new TreeMap<>((one, other) -> {
            int order = Long.compare(one.get(0), other.get(0));
            if (order == 0) order = Long.compare(one.get(1), other.get(1));
            return order != 0 ? order : Long.compare(one.get(2), other.get(2));
        });
        for (Path entry : entries(root.resolve("sys/bus/scsi/devices"))) {
            Matcher place = UNIT.matcher(entry.getFileName().toString());
            if (!place.matches() || Integer.parseInt(place.group(1)) != host) continue;
            String type = text(entry.resolve("type")).orElseThrow(() -> STORAGE.error(INTERNAL_ERROR,
                    "Failed to determine if %s is a Direct-Access LUN", entry.getFileName()));
            Optional<Path> device = entries(entry.resolve("block")).stream().findFirst();
            if (!DISKS.contains(type) || device.isEmpty()) continue;
            Unit unit = new Unit(Integer.parseInt(place.group(2)), Integer.parseInt(place.group(3)), Long.parseLong(place.group(4)),
                    device.get().getFileName().toString());
            units.put(List.of((long) unit.bus, (long) unit.target, unit.lun), unit);
        }
        return List.copyOf(units.values());
    }

    /** A pool of these disks. One that has no lasting name where the pool looks for names is none of its volumes. */
    static Contents contents(Pool pool, List<Unit> units) throws InterruptedException {
        List<Volume> volumes = new ArrayList<>();
        for (Unit unit : units) {
            if (!StablePath.wanted(pool) && !pool.path().matches("/dev/?")) {
                throw STORAGE.error(INVALID_ARG, "unable to use target path '%s' for dev '%s'", pool.path(), unit.device);
            }
            String device = "/dev/" + unit.device;
            Path path = StablePath.of(pool, device);
            if (StablePath.wanted(pool) && path.toString().equals(device)) continue;
            volumes.add(BlockVolumes.look(path, unit.name(), serial(path)));
        }
        long size = volumes.stream().mapToLong(Volume::capacity).sum();
        return new Contents(pool.withUsage(new Pool.Usage(size, size, 0)), volumes);
    }

    /** What the disk itself says it is, whatever it is called; its path when it does not say. */
    private static String serial(Path path) throws InterruptedException {
        try {
            Program.Result said = Program.of("/lib/udev/scsi_id", "--replace-whitespace", "--whitelisted", "--device", path.toString()).attempt();
            return said.output().lines().findFirst().filter(text -> said.status() == 0 && !text.isBlank()).orElse(path.toString());
        } catch (IOException _) {
            return path.toString();
        }
    }
}
