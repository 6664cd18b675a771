package jvirt.daemon.nodedev;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_NODE_DEVICE;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.NODEDEV;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.IOException;
import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.NodeDevice;
import jvirt.daemon.connect.Flags;
import jvirt.host.device.HostDevice;
import jvirt.host.device.NodeDevices;
import jvirt.host.device.PciBinding;
import jvirt.rpc.call.NodeDeviceCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.server.Calls;

/** Lends the host's PCI devices to guests and takes them back. */
final class DeviceHandling {
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
    }

    private NodeDevice named(String name) {
        return Optional.ofNullable(devices.known().get(name)).map(HostDevice::device).orElseThrow(() -> NODEDEV.error(NO_NODE_DEVICE, "no node device with matching name '%s'", name));
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
