package jvirt.daemon.nodedev;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import jvirt.api.nodedev.NodeDevice;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.host.device.DeviceEvents;
import jvirt.host.device.DeviceEvents.Happening;
import jvirt.host.device.NodeDevices;
import jvirt.rpc.call.NodeDeviceEvent;
import jvirt.rpc.call.WireNodeDevice;

/**
 * Tells clients what becomes of the host's devices. When something happens the devices are looked at again, and what differs is
 * told; nobody looks before the first client has asked for events. Any thread may call.
 */
public final class DeviceWatch {
    private static final Logger LOG = System.getLogger("jvirt");
    /** {@code virNodeDeviceEventID}. */
    static final int LIFECYCLE = 0;
    static final int UPDATE = 1;
    /** Devices have names, and no UUIDs. */
    private static final UUID NO_UUID = new UUID(0, 0);

    /** In the order of {@code virNodeDeviceEventLifecycleType}. */
    enum What { CREATED, DELETED, DEFINED, UNDEFINED }

    private final NodeDevices devices;
    private final Subscriptions subscriptions;
    /** The devices as they were when we looked last; empty while nobody wants to know. */
    private Optional<Map<String, NodeDevice>> seen = Optional.empty();

    public DeviceWatch(NodeDevices devices, Subscriptions subscriptions) {
        this.devices = devices;
        this.subscriptions = subscriptions;
    }

    /** From now on what happens is told. */
    synchronized void begin() {
        if (seen.isPresent()) return;
        try {
            DeviceEvents events = DeviceEvents.open();
            devices.forget();
            seen = Optional.of(devices.all());
            Thread.ofPlatform().daemon().name("device events").start(() -> follow(events));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no events of the host's devices: " + e.getMessage());
        }
    }

    private void follow(DeviceEvents events) {
        try (events) {
            while (true) {
                Optional<Happening> happening = events.await();
                look();
                happening.filter(Happening::change).ifPresent(this::changed);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no more events of the host's devices: " + e.getMessage());
        }
    }

    /** Looks what has come and gone. */
    synchronized void look() {
        if (seen.isEmpty()) return;
        Map<String, NodeDevice> before = seen.get();
        devices.forget();
        Map<String, NodeDevice> now = devices.all();
        seen = Optional.of(now);
        List<String> gone = new ArrayList<>(before.keySet());
        gone.removeAll(now.keySet());
        gone.reversed().forEach(name -> tell(name, What.DELETED));
        now.keySet().stream().filter(name -> !before.containsKey(name)).forEach(name -> tell(name, What.CREATED));
    }

    private synchronized void changed(Happening happening) {
        Optional<String> path = Optional.of(happening.path().toString());
        seen.orElse(Map.of()).values().stream().filter(device -> device.path().equals(path)).map(NodeDevice::name).forEach(this::updated);
    }

    void tell(String name, What what) {
        publish(LIFECYCLE, name, id -> new NodeDeviceEvent.Lifecycle(id, new WireNodeDevice(name), what.ordinal(), 0));
    }

    void updated(String name) {
        publish(UPDATE, name, id -> new NodeDeviceEvent.Update(id, new WireNodeDevice(name)));
    }

    private void publish(int event, String name, IntFunction<jvirt.rpc.call.Event> form) {
        subscriptions.publish(Topic.NODE_DEVICE, event, NO_UUID, name, form);
    }
}
