package jvirt.daemon.nodedev;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NODE_DEVICE;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NODEDEV;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.nodedev.Capability.Mdev;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.xml.Element;
import jvirt.api.xml.Uuids;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.nodedev.DeviceWatch.What;
import jvirt.host.device.HostDevice;
import jvirt.host.device.Mdevctl;
import jvirt.host.device.NodeDevices;
import jvirt.rpc.call.NodeDeviceCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.WireNodeDevice;
import jvirt.rpc.server.Calls;

/**
 * Makes, keeps and ends mediated devices, by {@code mdevctl}. Where that program is not, nothing can be kept, but a device is
 * still made and ended by the kernel itself.
 */
final class MediatedDeviceCalls {
    /** {@code VIR_NODE_DEVICE_CREATE_XML_VALIDATE}, {@code VIR_NODE_DEVICE_DEFINE_XML_VALIDATE}. */
    private static final int VALIDATE = 1;
    /** {@code virNodeDeviceUpdateFlags}. */
    private static final int LIVE = 1;
    private static final int CONFIG = 1 << 1;

    private final NodeDevices devices;
    private final DeviceWatch watch;

    MediatedDeviceCalls(NodeDevices devices, DeviceWatch watch) {
        this.devices = devices;
        this.watch = watch;
    }

    void register(Calls calls) {
        calls.on(NodeDeviceCall.CreateXml.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), VALIDATE, "nodeDeviceCreateXML");
            return ret(make(wanted(call.xmlDesc(), call.flags())));
        });
        calls.on(NodeDeviceCall.DefineXml.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), VALIDATE, "nodeDeviceDefineXML");
            return ret(define(wanted(call.xmlDesc(), call.flags())));
        });
        calls.on(NodeDeviceCall.Undefine.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), 0, "nodeDeviceUndefine");
            return undefine(named(call.name()));
        });
        calls.on(NodeDeviceCall.Create.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), 0, "nodeDeviceCreate");
            return start(named(call.name()));
        });
        calls.on(NodeDeviceCall.Destroy.class, (_, call) -> destroy(named(call.name())));
        calls.on(NodeDeviceCall.SetAutostart.class, (_, call) -> setAutostart(named(call.name()), call.autostart() != 0));
        calls.on(NodeDeviceCall.Update.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), LIVE | CONFIG, "nodeDeviceUpdate");
            return update(named(call.name()), call.xmlDesc(), call.flags());
        });
    }

    private static NodeDeviceCall.DevRet ret(String name) {
        return new NodeDeviceCall.DevRet(new WireNodeDevice(name));
    }

    /** A device that is not there yet needs no name: it gets one. */
    private static NodeDevice wanted(String xml, int flags) {
        Validation.ifAsked(has(flags, VALIDATE), "nodedev", xml, () -> Element.parse(xml, "device"));
        boolean named = Element.parse(xml, "device").child("name").isPresent();
        return NodeDevice.parse(named ? xml : xml.replaceFirst("<device[^>]*>", "$0<name>new device</name>"));
    }

    private HostDevice named(String name) {
        return Optional.ofNullable(devices.known().get(name)).orElseThrow(() ->
                NODEDEV.error(NO_NODE_DEVICE, "no node device with matching name '%s'", name));
    }

    private static Mdev mediated(HostDevice device, ErrorCode otherwise) {
        return device.mediated().orElseThrow(() -> NODEDEV.error(otherwise, "Unsupported device type"));
    }

    private static Mdev mediated(NodeDevice wanted) {
        return mediated(new HostDevice(wanted, false, false, false), CONFIG_UNSUPPORTED);
    }

    private NodeDevice parent(NodeDevice wanted) {
        String parent = wanted.parent().orElseThrow(() -> NODEDEV.error(CONFIG_UNSUPPORTED, "missing parent device"));
        return devices.named(parent).orElseThrow(() -> NODEDEV.error(CONFIG_UNSUPPORTED, "invalid parent device '%s'", parent));
    }

    /** How the kernel calls a parent. */
    private static String address(NodeDevice parent) {
        return NodeDevices.address(parent).orElseThrow(() ->
                NODEDEV.error(CONFIG_UNSUPPORTED, "invalid parent device '%s'", parent.name()));
    }

    private static UUID uuid(Mdev mdev) {
        return mdev.uuid().orElseThrow(() -> NODEDEV.error(INTERNAL_ERROR, "the mediated device has no UUID"));
    }

    /** The identity that was asked for, or that the program made up and printed. */
    private static UUID printed(String output, Mdev wanted) {
        return Uuids.parse(output).or(wanted::uuid).orElseThrow(() ->
                NODEDEV.error(INTERNAL_ERROR, "mdevctl did not tell the UUID of the new device"));
    }

    private String make(NodeDevice wanted) {
        Mdev mdev = mediated(wanted);
        NodeDevice parent = parent(wanted);
        UUID uuid = devices.definitions().possible()
                ? printed(devices.definitions().run(Mdevctl.create(address(parent), mdev), "Unable to start mediated device"), mdev)
                : makeInKernel(parent, mdev);
        devices.forget();
        String name = devices.known().values().stream().filter(device -> device.active()
                        && device.mediated().flatMap(Mdev::uuid).equals(Optional.of(uuid))).map(HostDevice::name).findFirst()
                .orElseThrow(() -> NODEDEV.error(NO_NODE_DEVICE, "no node device for the new mediated device '%s'", uuid));
        watch.look();
        return name;
    }

    private static UUID makeInKernel(NodeDevice parent, Mdev mdev) {
        UUID uuid = mdev.uuid().orElseGet(UUID::randomUUID);
        write(path(parent).resolve("mdev_supported_types").resolve(mdev.type().id()).resolve("create"), uuid.toString(),
                "Unable to start mediated device");
        return uuid;
    }

    private String define(NodeDevice wanted) {
        Mdev mdev = mediated(wanted);
        String address = address(parent(wanted));
        UUID uuid = printed(devices.definitions().run(Mdevctl.define(address, mdev), "Unable to define mediated device"), mdev);
        Mdev kept = new Mdev(mdev.type(), Optional.of(uuid), Optional.of(address), Optional.empty(), mdev.attr());
        String name = NodeDevices.device(new Mdevctl.Defined(address, kept, false), _ -> Optional.empty()).name();
        watch.tell(name, What.DEFINED);
        return name;
    }

    private Nothing undefine(HostDevice device) {
        if (!device.persistent()) throw NODEDEV.error(OPERATION_INVALID, "Node device '%s' is not defined", device.name());
        UUID uuid = uuid(mediated(device, CONFIG_UNSUPPORTED));
        devices.definitions().run(Mdevctl.undefine(uuid), "Unable to undefine mediated device");
        watch.tell(device.name(), What.UNDEFINED);
        return NOTHING;
    }

    private Nothing start(HostDevice device) {
        if (device.active()) throw NODEDEV.error(OPERATION_INVALID, "Device is already active");
        UUID uuid = uuid(mediated(device, CONFIG_UNSUPPORTED));
        devices.definitions().run(Mdevctl.start(uuid), "Unable to create mediated device");
        devices.forget();
        watch.look();
        return NOTHING;
    }

    private Nothing destroy(HostDevice device) {
        UUID uuid = uuid(mediated(device, CONFIG_UNSUPPORTED));
        if (!device.active()) throw NODEDEV.error(OPERATION_INVALID, "Device '%s' is not active", device.name());
        String failure = "Unable to destroy '" + device.name() + "'";
        if (devices.definitions().possible()) {
            devices.definitions().run(Mdevctl.stop(uuid), failure);
        } else {
            write(path(device.device()).resolve("remove"), "1", failure);
        }
        devices.forget();
        watch.look();
        return NOTHING;
    }

    private Nothing setAutostart(HostDevice device, boolean on) {
        Mdev mdev = mediated(device, OPERATION_UNSUPPORTED);
        if (!device.persistent()) throw NODEDEV.error(OPERATION_INVALID, "cannot set autostart for transient device");
        if (device.autostart() != on) {
            devices.definitions().run(Mdevctl.autostart(uuid(mdev), on), "Unable to set autostart on '" + device.name() + "'");
        }
        return NOTHING;
    }

    /** Another document for a device that is there, for its definition, or for both: its attributes, and its type where it is off. */
    private Nothing update(HostDevice device, String xml, int flags) {
        Mdev before = mediated(device, CONFIG_UNSUPPORTED);
        NodeDevice given = wanted(xml, 0);
        Mdev after = mediated(given);
        boolean live = has(flags, LIVE) || flags == 0 && device.active();
        boolean config = has(flags, CONFIG) || flags == 0 && !device.active();
        if (live && !device.active()) throw NODEDEV.error(OPERATION_INVALID, "node device is not active");
        if (config && !device.persistent()) {
            throw NODEDEV.error(OPERATION_INVALID, "transient node devices do not have any persistent config");
        }
        if (!after.uuid().map(before.uuid().orElseThrow()::equals).orElse(true)) throw mismatch(device, "uuid");
        if (!given.parent().map(device.device().parent().orElseThrow()::equals).orElse(true)) throw mismatch(device, "parent");
        if (live && !after.type().equals(before.type())) throw mismatch(device, "type");
        Mdev changed = new Mdev(after.type(), before.uuid(), before.parentAddress(), Optional.empty(), after.attr());
        devices.definitions().run(Mdevctl.modify(new Mdevctl.Defined(before.parentAddress().orElseThrow(), changed, device.autostart()),
                config, live), "Unable to modify mediated device");
        devices.forget();
        watch.updated(device.name());
        return NOTHING;
    }

    private static RuntimeException mismatch(HostDevice device, String what) {
        return NODEDEV.error(OPERATION_INVALID, "Cannot update device '%s', %s mismatch", device.name(), what);
    }

    private static Path path(NodeDevice device) {
        return Path.of(device.path().orElseThrow(() -> NODEDEV.error(INTERNAL_ERROR, "device %s has no path", device.name())));
    }

    private static void write(Path file, String text, String failure) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw NODEDEV.error(SYSTEM_ERROR, e, "%s: %s", failure, e.getMessage());
        }
    }
}
