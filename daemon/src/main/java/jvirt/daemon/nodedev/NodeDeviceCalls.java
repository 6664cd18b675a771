package jvirt.daemon.nodedev;

import static jvirt.api.ErrorCode.NO_NODE_DEVICE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.ScsiHost;
import jvirt.api.nodedev.NodeDevice;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.host.device.HostDevice;
import jvirt.host.device.NodeDevices;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.call.NodeDeviceCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.WireNodeDevice;
import jvirt.rpc.server.Calls;

/** Answers the procedures that look at the host's devices. */
public final class NodeDeviceCalls {
    /** {@code virNodeDevCapType}, in the order of its numbers; bit n of {@code VIR_CONNECT_LIST_NODE_DEVICES_CAP_*} is number n. */
    private static final List<String> WORDS = List.of("system", "pci", "usb_device", "usb", "net", "scsi_host", "scsi_target", "scsi",
            "storage", "fc_host", "vports", "scsi_generic", "drm", "mdev_types", "mdev", "ccw", "css", "vdpa", "ap_card", "ap_queue",
            "ap_matrix", "vpd");
    /** {@code VIR_CONNECT_LIST_NODE_DEVICES_{IN,}ACTIVE}. */
    private static final int INACTIVE = 1 << 30;
    private static final int ACTIVE = 1 << 31;

    private final NodeDevices devices;
    private final Subscriptions subscriptions;
    private final DeviceWatch watch;

    public NodeDeviceCalls(NodeDevices devices, Subscriptions subscriptions) {
        this.devices = devices;
        this.subscriptions = subscriptions;
        this.watch = new DeviceWatch(devices, subscriptions);
    }

    public void register(Calls calls) {
        new DeviceHandling(devices).register(calls);
        new MediatedDeviceCalls(devices, watch).register(calls);
        calls.on(ConnectCall.NodeDeviceEventRegisterAny.class, (caller, call) -> {
            watch.begin();
            Predicate<String> named = call.dev().<Predicate<String>>map(device -> device.name()::equals).orElse(_ -> true);
            return new ConnectCall.CallbackIDRet(subscriptions.subscribe(caller, Topic.NODE_DEVICE, call.eventID(), Optional.empty(),
                    named));
        });
        calls.quick(ConnectCall.NodeDeviceEventDeregisterAny.class, (caller, call) -> {
            subscriptions.unsubscribe(caller, Topic.NODE_DEVICE, call.callbackID());
            return Nothing.NOTHING;
        });
        calls.on(NodeCall.NumOfDevices.class, (_, call) -> new NodeCall.NumRet((int) having(call.cap()).count()));
        calls.on(NodeCall.ListDevices.class, (_, call) -> new NodeCall.NamesRet(
                having(call.cap()).limit(call.maxnames()).map(NodeDevice::name).toList()));
        calls.on(ConnectCall.ListAllNodeDevices.class, (_, call) -> list(call));
        calls.on(NodeDeviceCall.LookupByName.class, (_, call) -> new NodeDeviceCall.DevRet(wire(named(call.name()))));
        calls.on(NodeDeviceCall.LookupScsiHostByWwn.class, (_, call) -> new NodeDeviceCall.DevRet(wire(byWwn(call))));
        calls.on(NodeDeviceCall.GetXmlDesc.class, (_, call) -> new NodeDeviceCall.XmlRet(named(call.name()).format()));
        calls.on(NodeDeviceCall.GetParent.class, (_, call) -> new NodeDeviceCall.ParentNameRet(named(call.name()).parent()));
        calls.on(NodeDeviceCall.NumOfCaps.class, (_, call) -> new NodeDeviceCall.NumRet(words(named(call.name())).size()));
        calls.on(NodeDeviceCall.ListCaps.class, (_, call) -> new NodeDeviceCall.NamesRet(
                words(named(call.name())).stream().limit(call.maxnames()).toList()));
        calls.on(NodeDeviceCall.IsPersistent.class, (_, call) -> new NodeDeviceCall.PersistentRet(bit(known(call.name()).persistent())));
        calls.on(NodeDeviceCall.IsActive.class, (_, call) -> new NodeDeviceCall.ActiveRet(bit(known(call.name()).active())));
        calls.on(NodeDeviceCall.GetAutostart.class, (_, call) -> new NodeDeviceCall.AutostartRet(bit(known(call.name()).autostart())));
    }

    private static int bit(boolean set) {
        return set ? 1 : 0;
    }

    private Stream<NodeDevice> having(Optional<String> word) {
        return devices.known().values().stream().map(HostDevice::device).filter(device -> word.map(wanted -> words(device).contains(wanted)).orElse(true));
    }

    private ConnectCall.DevicesRet list(ConnectCall.ListAllNodeDevices call) {
        int state = call.flags() & (ACTIVE | INACTIVE);
        List<WireNodeDevice> chosen = devices.known().values().stream()
                .filter(device -> state == 0 || (state & (device.active() ? ACTIVE : INACTIVE)) != 0).map(HostDevice::device)
                .filter(device -> chosen(device, call.flags() & ~(ACTIVE | INACTIVE))).map(NodeDeviceCalls::wire).toList();
        return new ConnectCall.DevicesRet(call.needResults() == 0 ? List.of() : chosen, chosen.size());
    }

    private static boolean chosen(NodeDevice device, int flags) {
        return flags == 0 || words(device).stream().anyMatch(word -> (flags & 1 << WORDS.indexOf(word)) != 0);
    }

    private NodeDevice named(String name) {
        return known(name).device();
    }

    private HostDevice known(String name) {
        return Optional.ofNullable(devices.known().get(name)).orElseThrow(() -> ErrorDomain.NODEDEV.error(NO_NODE_DEVICE,
                "no node device with matching name '%s'", name));
    }

    private NodeDevice byWwn(NodeDeviceCall.LookupScsiHostByWwn call) {
        return devices.all().values().stream().filter(device -> device.capability().stream().anyMatch(capability ->
                capability instanceof ScsiHost host && host.capability().stream().anyMatch(hba ->
                        hba instanceof ScsiHost.Hba.FibreChannel fibre && fibre.wwnn().equals(call.wwnn())
                                && fibre.wwpn().equals(call.wwpn())))).findFirst()
                .orElseThrow(() -> ErrorDomain.NODEDEV.error(NO_NODE_DEVICE, "no node device with matching wwnn/wwpn '%s'/'%s'",
                        call.wwnn(), call.wwpn()));
    }

    /** The words of a device's capabilities, those within another included. */
    private static List<String> words(NodeDevice device) {
        List<String> words = new ArrayList<>();
        for (Capability capability : device.capability()) {
            switch (capability) {
                case Capability.Machine _ -> words.add("system");
                case Capability.Pci pci -> {
                    words.add("pci");
                    addAbilities(pci.capability(), words);
                }
                case Capability.UsbDevice _ -> words.add("usb_device");
                case Capability.UsbInterface _ -> words.add("usb");
                case Capability.Net _ -> words.add("net");
                case ScsiHost host -> {
                    words.add("scsi_host");
                    host.capability().forEach(hba -> words.add(hba instanceof ScsiHost.Hba.FibreChannel ? "fc_host" : "vports"));
                }
                case Capability.ScsiTarget _ -> words.add("scsi_target");
                case Capability.Scsi _ -> words.add("scsi");
                case Capability.ScsiGeneric _ -> words.add("scsi_generic");
                case Capability.Storage _ -> words.add("storage");
                case Capability.Drm _ -> words.add("drm");
                case Capability.Mdev _ -> words.add("mdev");
                case Capability.Vdpa _ -> words.add("vdpa");
                case Capability.Ccw _ -> words.add("ccw");
                case Capability.Css css -> {
                    words.add("css");
                    addAbilities(css.capability(), words);
                }
                case Capability.ApCard _ -> words.add("ap_card");
                case Capability.ApQueue _ -> words.add("ap_queue");
                case Capability.ApMatrix matrix -> {
                    words.add("ap_matrix");
                    addAbilities(matrix.capability(), words);
                }
            }
        }
        return words;
    }

    private static void addAbilities(List<Capability.PciAbility> abilities, List<String> words) {
        for (Capability.PciAbility ability : abilities) {
            if (ability instanceof Capability.PciAbility.MdevTypes) words.add("mdev_types");
            if (ability instanceof Capability.PciAbility.Vpd) words.add("vpd");
        }
    }

    private static WireNodeDevice wire(NodeDevice device) {
        return new WireNodeDevice(device.name());
    }
}
