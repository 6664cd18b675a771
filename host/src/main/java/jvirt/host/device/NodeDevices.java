package jvirt.host.device;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.NodeDevice;

/**
 * All devices of the host, by name. They are looked for when somebody asks, at most once a second: a look takes a few
 * milliseconds, and nothing is kept that could be stale.
 */
public final class NodeDevices {
    private static final Duration FRESH = Duration.ofSeconds(1);

    /**
     * One kind of device.
     *
     * @param folder below {@code /sys}, in which its devices are listed
     * @param prefix of the names that libvirt gives
     */
    private record Kind(String folder, String prefix, Function<Sysfs, Optional<Capability>> describe,
            Function<Sysfs, Optional<String>> suffix) {
        Kind(String folder, String prefix, Function<Sysfs, Optional<Capability>> describe) {
            this(folder, prefix, describe, _ -> Optional.empty());
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("bus/pci/devices", "pci", PciDevice::describe),
            new Kind("bus/usb/devices", "usb", UsbDevice::describe),
            new Kind("class/net", "net", NetDevice::describe, device -> device.text("address")),
            new Kind("bus/scsi/devices", "scsi", NodeDevices::describeScsi),
            new Kind("class/scsi_generic", "scsi_generic", ScsiDevice::describeGeneric),
            new Kind("class/block", "block", BlockDevice::describe, device -> device.property("ID_SERIAL")),
            new Kind("class/drm", "drm", OtherDevice::describeDrm),
            new Kind("bus/mdev/devices", "mdev", OtherDevice::describeMdev,
                    device -> Optional.of(device.folder().getParent().getFileName().toString())),
            new Kind("bus/vdpa/devices", "vdpa", OtherDevice::describeVdpa));

    private final Path sys;
    private final Path udevData;
    private final MdevDefinitions definitions;
    private Map<String, NodeDevice> known = Map.of();
    private long lookedAt;

    public NodeDevices() {
        this(Path.of("/sys"), Path.of("/run/udev/data"), new MdevDefinitions());
    }

    NodeDevices(Path sys, Path udevData, MdevDefinitions definitions) {
        this.sys = sys;
        this.udevData = udevData;
        this.definitions = definitions;
    }

    /** The definitions of mediated devices. */
    public MdevDefinitions definitions() {
        return definitions;
    }

    /** What is known is old: somebody has made or ended a device. */
    public synchronized void forget() {
        known = Map.of();
    }

    /** The devices that are there, and those that are only defined. */
    public Map<String, HostDevice> known() {
        Map<String, HostDevice> known = new LinkedHashMap<>();
        all().forEach((name, device) -> {
            boolean mediated = device.capability().stream().anyMatch(Capability.Mdev.class::isInstance);
            known.put(name, new HostDevice(device, true, !mediated, !mediated));
        });
        for (Mdevctl.Defined defined : definitions.all()) {
            NodeDevice device = device(defined);
            HostDevice there = known.get(device.name());
            known.put(device.name(), there == null ? new HostDevice(device, false, true, defined.autostart())
                    : new HostDevice(withAttributes(there.device(), defined), true, true, defined.autostart()));
        }
        return known;
    }

    /** Of the device's attributes only the definition knows. */
    private static NodeDevice withAttributes(NodeDevice there, Mdevctl.Defined defined) {
        return there.withCapability(there.capability().stream().map(capability -> capability instanceof Capability.Mdev mdev
                ? new Capability.Mdev(mdev.type(), mdev.uuid(), mdev.parentAddress(), mdev.iommuGroup(), defined.mdev().attr())
                : capability).toList());
    }

    private NodeDevice device(Mdevctl.Defined defined) {
        return device(defined, address -> all().values().stream().filter(device -> address(device).equals(Optional.of(address)))
                .map(NodeDevice::name).findFirst());
    }

    /** The document of a definition; a parent that is not there is the computer. */
    public static NodeDevice device(Mdevctl.Defined defined, Function<String, Optional<String>> parents) {
        String uuid = defined.mdev().uuid().orElseThrow().toString();
        return new NodeDevice(plain("mdev_" + uuid + "_" + defined.parent()), Optional.empty(), List.of(),
                Optional.of(parents.apply(defined.parent()).orElse(Computer.NAME)), Optional.empty(), List.of(defined.mdev()));
    }

    /** How the kernel calls a device on its bus: the last folder of its path. */
    public static Optional<String> address(NodeDevice device) {
        return device.path().map(path -> path.substring(path.lastIndexOf('/') + 1));
    }

    /** The devices by name, parents before their children. */
    public synchronized Map<String, NodeDevice> all() {
        if (known.isEmpty() || System.nanoTime() - lookedAt > FRESH.toNanos()) {
            known = look();
            lookedAt = System.nanoTime();
        }
        return known;
    }

    public Optional<NodeDevice> named(String name) {
        return Optional.ofNullable(all().get(name));
    }

    private record Found(Sysfs device, String name, Capability capability) {}

    private Map<String, NodeDevice> look() {
        List<Found> found = new ArrayList<>();
        for (Kind kind : KINDS) {
            for (Path entry : entries(sys.resolve(kind.folder))) {
                Sysfs.of(entry, udevData).ifPresent(device -> kind.describe.apply(device)
                        .ifPresent(capability -> found.add(new Found(device, name(kind, device), capability))));
            }
        }
        found.sort((a, b) -> a.device.folder().compareTo(b.device.folder()));
        Map<Path, String> byFolder = new HashMap<>();
        found.forEach(each -> byFolder.put(each.device.folder(), each.name));
        Map<String, NodeDevice> devices = new LinkedHashMap<>();
        devices.put(Computer.NAME, Computer.describe(sys));
        found.forEach(each -> devices.put(each.name, device(each, byFolder)));
        return devices;
    }

    private static NodeDevice device(Found found, Map<Path, String> byFolder) {
        Sysfs device = found.device;
        List<NodeDevice.Devnode> nodes = new ArrayList<>();
        device.node().ifPresent(node -> nodes.add(new NodeDevice.Devnode(Optional.of("dev"), node)));
        device.links().forEach(link -> nodes.add(new NodeDevice.Devnode(Optional.of("link"), link)));
        return new NodeDevice(found.name, Optional.of(device.folder().toString()), nodes,
                Optional.of(parent(device.folder(), byFolder)), device.driver().map(NodeDevice.Driver::new),
                List.of(found.capability));
    }

    /** The nearest folder above that is a device too. */
    private static String parent(Path folder, Map<Path, String> byFolder) {
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            String name = byFolder.get(above);
            if (name != null) return name;
        }
        return Computer.NAME;
    }

    /** Hosts, targets and units are listed in one folder. */
    private static Optional<Capability> describeScsi(Sysfs device) {
        if (device.name().startsWith("host")) return ScsiDevice.describeHost(device);
        if (device.name().startsWith("target")) return ScsiDevice.describeTarget(device);
        return ScsiDevice.describeUnit(device);
    }

    /** {@code PREFIX_NAME[_SUFFIX]} with everything but letters and digits as {@code _}. */
    private static String name(Kind kind, Sysfs device) {
        String name = kind.prefix + "_" + device.name() + kind.suffix.apply(device).map(suffix -> "_" + suffix).orElse("");
        return plain(name);
    }

    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9]", "_");
    }

    private static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> names = Files.newDirectoryStream(folder)) {
            names.forEach(entries::add);
        } catch (IOException _) {
            return List.of();    // a kind of device that this kernel does not have
        }
        return entries;
    }
}
