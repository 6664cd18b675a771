package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;

/** Gives channels and virtio consoles their ports; port 0 is for a console. */
final class SerialPlacement {
    /** {@code VIR_DOMAIN_DEFAULT_VIRTIO_SERIAL_PORTS}, libvirt 9.0.0 src/conf/domain_addr.c. */
    private static final int DEFAULT_PORTS = 31;

    private final Making making;
    private final Map<Integer, Ports> controllers = new TreeMap<>();

    /** The ports of one controller. */
    private record Ports(int count, BitSet taken) {
        int free(int from) {
            int port = taken.nextClearBit(from);
            return port < count ? port : -1;
        }
    }

    private SerialPlacement(Making making) {
        this.making = making;
        for (Controller controller : making.devices.controllers) add(controller);
    }

    private void add(Controller controller) {
        if (controller.type() != Controller.Type.VIRTIO_SERIAL) return;
        controllers.put(controller.index().orElse(0),
                new Ports(controller.ports().orElse(DEFAULT_PORTS), new BitSet()));
    }

    static void apply(Making making) {
        SerialPlacement placement = new SerialPlacement(making);
        making.each(device -> {
            port(device).filter(at -> at.port() != 0).ifPresent(placement::take);
            return device;
        });
        making.devices.consoles = Making.map(making.devices.consoles, console -> virtio(console)
                ? placement.placed(console, true) : console);
        making.devices.channels = Making.map(making.devices.channels, channel ->
                channel.target() instanceof Channel.Target.Virtio ? placement.placed(channel, false) : channel);
    }

    private static boolean virtio(Console console) {
        return console.target().flatMap(Console.Target::type).equals(Optional.of(Console.Type.VIRTIO));
    }

    private static Optional<Address.VirtioSerial> port(Device device) {
        return device.address().filter(Address.VirtioSerial.class::isInstance).map(Address.VirtioSerial.class::cast);
    }

    private void take(Address.VirtioSerial at) {
        Ports ports = controllers.get(at.controller());
        if (ports == null) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "virtio serial controller %d is missing", at.controller());
        }
        if (at.port() >= ports.count) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "virtio serial controller %d does not have port %d", at.controller(),
                    at.port());
        }
        if (ports.taken.get(at.port())) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "virtio serial port %d on controller %d is already occupied", at.port(),
                    at.controller());
        }
        ports.taken.set(at.port());
    }

    private <D extends Device> D placed(D device, boolean console) {
        Optional<Address.VirtioSerial> written = port(device);
        if (written.filter(at -> at.port() != 0).isPresent()) return device;
        Address.VirtioSerial at = written.isPresent() ? onController(written.get().controller()) : anywhere(console);
        take(at);
        // a console's port is found anew at each start, and never written down
        return console ? device : Making.with(device, device.info().withAddress(at));
    }

    private Address.VirtioSerial onController(int controller) {
        Ports ports = controllers.get(controller);
        int port = ports == null ? -1 : ports.free(1);
        if (port <= 0) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Unable to find a free port on virtio-serial controller %d", controller);
        }
        return new Address.VirtioSerial(controller, 0, port);
    }

    private Address.VirtioSerial anywhere(boolean console) {
        int first = console ? 0 : 1;
        for (var entry : controllers.entrySet()) {
            int port = entry.getValue().free(first);
            if (port >= 0) return new Address.VirtioSerial(entry.getKey(), 0, port);
        }
        int index = 0;
        while (controllers.containsKey(index)) index++;
        making.need(Controller.Type.VIRTIO_SERIAL, index, Optional.empty());
        add(making.controller(Controller.Type.VIRTIO_SERIAL, index).orElseThrow());
        return new Address.VirtioSerial(index, 0, first);
    }
}
