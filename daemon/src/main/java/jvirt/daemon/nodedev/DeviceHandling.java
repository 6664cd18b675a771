package jvirt.daemon.nodedev;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_NODE_DEVICE;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NODEDEV;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.xml.Element;
import jvirt.daemon.connect.Flags;
import jvirt.host.device.NodeDevices;
import jvirt.host.device.PciBinding;
import jvirt.rpc.call.NodeDeviceCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.WireNodeDevice;
import jvirt.rpc.server.Calls;

/**
 * Lends the host's PCI devices to guests and takes them back; makes and ends mediated devices. jvirt keeps no definitions of
 * mediated devices: whoever wants one after a boot makes it again.
 */
final class DeviceHandling {
    /** {@code VIR_NODE_DEVICE_CREATE_XML_VALIDATE}. */
    private static final int VALIDATE = 1;

    private final NodeDevices devices;

    DeviceHandling(NodeDevices devices) {
        this.devices = devices;
    }

    void register(Calls calls) {
        calls.on(NodeDeviceCall.Dettach.class, (_, call) -> lend(call.name(), "vfio"));
        calls.on(NodeDeviceCall.DetachFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuNodeDeviceDetachFlags");
            return lend(call.name(), call.driverName().orElse("vfio"));
        });
        calls.on(NodeDeviceCall.ReAttach.class, (_, call) -> {
            PciBinding pci = pci(named(call.name()));
            return done(pci::giveBack, "Failed to re-attach PCI device " + pci);
        });
        calls.on(NodeDeviceCall.Reset.class, (_, call) -> {
            PciBinding pci = pci(named(call.name()));
            if (!pci.resets()) throw NONE.error(INTERNAL_ERROR, "Unable to reset PCI device %s: %s", pci, "no FLR, PM reset or bus reset available");
            return done(pci::reset, "Unable to reset PCI device " + pci);
        });
        calls.on(NodeDeviceCall.CreateXml.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), VALIDATE, "nodeDeviceCreateXML");
            return new NodeDeviceCall.DevRet(new WireNodeDevice(make(wanted(call.xmlDesc()))));
        });
        calls.on(NodeDeviceCall.Destroy.class, (_, call) -> {
            Capability.Mdev _ = mediated(named(call.name()), CONFIG_UNSUPPORTED);
            Path remove = path(named(call.name())).resolve("remove");
            return done(() -> Files.writeString(remove, "1"), "Unable to destroy '" + call.name() + "'");
        });
        registerDefinitions(calls);
    }

    /** What is there has come with the hardware or was made: neither is defined. */
    private void registerDefinitions(Calls calls) {
        calls.on(NodeDeviceCall.DefineXml.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), VALIDATE, "nodeDeviceDefineXML");
            mediated(wanted(call.xmlDesc()), CONFIG_UNSUPPORTED);
            throw NODEDEV.error(OPERATION_UNSUPPORTED, "mediated devices are made, not defined");
        });
        calls.on(NodeDeviceCall.Undefine.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), 0, "nodeDeviceUndefine");
            mediated(named(call.name()), CONFIG_UNSUPPORTED);
            throw NODEDEV.error(OPERATION_INVALID, "Node device '%s' is not defined", call.name());
        });
        calls.on(NodeDeviceCall.Create.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), 0, "nodeDeviceCreate");
            named(call.name());
            throw NODEDEV.error(OPERATION_INVALID, "Device is already active");
        });
        calls.on(NodeDeviceCall.SetAutostart.class, (_, call) -> {
            mediated(named(call.name()), OPERATION_UNSUPPORTED);
            throw NODEDEV.error(OPERATION_INVALID, "cannot set autostart for transient device");
        });
        calls.on(NodeDeviceCall.Update.class, (_, call) -> {
            Flags.check(NODEDEV, call.flags(), 3, "nodeDeviceUpdate");
            mediated(named(call.name()), CONFIG_UNSUPPORTED);
            throw NODEDEV.error(OPERATION_UNSUPPORTED, "mediated devices are made, not changed");
        });
    }

    /** A device that is not there yet needs no name: the kernel gives it one. */
    private static NodeDevice wanted(String xml) {
        boolean named = Element.parse(xml, "device").child("name").isPresent();
        return NodeDevice.parse(named ? xml : xml.replaceFirst("<device[^>]*>", "$0<name>new device</name>"));
    }

    private NodeDevice named(String name) {
        return devices.named(name).orElseThrow(() -> NODEDEV.error(NO_NODE_DEVICE, "no node device with matching name '%s'", name));
    }

    private Nothing lend(String name, String driver) {
        if (driver.equals("kvm")) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "KVM device assignment is no longer supported on this system");
        }
        if (!driver.equals("vfio")) throw QEMU.error(INVALID_ARG, "unknown driver name '%s'", driver);
        if (!PciBinding.lends()) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "VFIO device assignment is currently not supported on this system");
        }
        PciBinding pci = pci(named(name));
        return done(pci::lend, "Failed to detach PCI device " + pci);
    }

    private static PciBinding pci(NodeDevice device) {
        for (Capability capability : device.capability()) {
            if (capability instanceof Capability.Pci pci) return PciBinding.at(pci.domain(), pci.bus(), pci.slot(), pci.function());
        }
        throw NONE.error(INVALID_ARG, "device %s is not a PCI device", device.name());
    }

    private static Capability.Mdev mediated(NodeDevice device, jvirt.api.ErrorCode otherwise) {
        for (Capability capability : device.capability()) {
            if (capability instanceof Capability.Mdev mdev) return mdev;
        }
        throw NODEDEV.error(otherwise, "Unsupported device type");
    }

    private static Path path(NodeDevice device) {
        return Path.of(device.path().orElseThrow(() -> NODEDEV.error(INTERNAL_ERROR, "device %s has no path", device.name())));
    }

    /** Has the kernel make a mediated device, and says what it is called. */
    private String make(NodeDevice wanted) {
        Capability.Mdev mdev = mediated(wanted, CONFIG_UNSUPPORTED);
        String parent = wanted.parent().orElseThrow(() ->
                NODEDEV.error(INTERNAL_ERROR, "cannot create a mediated device without a parent"));
        UUID uuid = mdev.uuid().orElseGet(UUID::randomUUID);
        Path create = path(named(parent)).resolve("mdev_supported_types").resolve(mdev.type().id()).resolve("create");
        done(() -> Files.writeString(create, uuid.toString()), "Unable to start mediated device");
        return devices.all().values().stream().filter(device -> device.capability().stream().anyMatch(one ->
                        one instanceof Capability.Mdev made && made.uuid().equals(Optional.of(uuid)))).map(NodeDevice::name).findFirst()
                .orElseThrow(() -> NODEDEV.error(NO_NODE_DEVICE, "no node device for the new mediated device '%s'", uuid));
    }

    private interface Step {
        void run() throws IOException;
    }

    private static Nothing done(Step step, String failure) {
        try {
            step.run();
            return NOTHING;
        } catch (IOException e) {
            throw NODEDEV.error(SYSTEM_ERROR, e, "%s: %s", failure, e.getMessage());
        }
    }
}
