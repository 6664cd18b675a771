package jvirt.host.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Sockets;

/**
 * What becomes of the host's devices, as udev tells it to everybody once it has looked at them, or where there is no udev, as the
 * kernel does.
 */
public final class DeviceEvents implements AutoCloseable {
    /** linux/netlink.h, lib/kobject_uevent.c */
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int NETLINK_KOBJECT_UEVENT = 15;
    private static final int KERNEL = 1;
    private static final int UDEV = 2;
    /** {@code struct udev_monitor_netlink_header}: the mark, a magic number, the header's size, and where the properties begin. */
    private static final byte[] UDEV_MARK = "libudev\0".getBytes(StandardCharsets.US_ASCII);
    private static final int PROPERTIES_AT = 16;
    private static final int UDEV_HEADER = 40;
    private static final int BUFFER = 64 * 1024;
    /** More was told than there was room for. */
    private static final int ENOBUFS = 105;

    /**
     * Something happened to a device.
     *
     * @param path its folder
     */
    public record Happening(String action, Path path) {
        /** It is there as before, but not the same. */
        public boolean change() {
            return action.equals("change");
        }
    }

    private final Descriptor socket;

    private DeviceEvents(Descriptor socket) {
        this.socket = socket;
    }

    public static DeviceEvents open() throws IOException {
        Descriptor socket = Sockets.open(AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
        int group = Files.exists(Path.of("/run/udev/control")) ? UDEV : KERNEL;
        // struct sockaddr_nl: family, padding, port, groups
        ByteBuffer address = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder());
        address.putShort((short) AF_NETLINK).putShort((short) 0).putInt(0).putInt(group);
        try {
            Sockets.bind(socket, address.array());
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new DeviceEvents(socket);
    }

    /** Waits for the next; empty when some were lost. Holds its thread. */
    public Optional<Happening> await() throws IOException {
        while (true) {
            try {
                Optional<Happening> happening = read(Sockets.receive(socket, BUFFER));
                if (happening.isPresent()) return happening;
            } catch (ErrnoException e) {
                if (e.errno() != ENOBUFS) throw e;
                return Optional.empty();
            }
        }
    }

    /** The properties of a message, each ended by a zero: behind udev's header, or behind the kernel's {@code ACTION@PATH}. */
    static Optional<Happening> read(byte[] message) {
        int from = 0;
        if (message.length > UDEV_HEADER && Arrays.equals(message, 0, UDEV_MARK.length, UDEV_MARK, 0, UDEV_MARK.length)) {
            from = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(PROPERTIES_AT);
            if (from < UDEV_HEADER || from > message.length) return Optional.empty();
        }
        Map<String, String> properties = new HashMap<>();
        for (String line : new String(message, from, message.length - from, StandardCharsets.UTF_8).split("\0")) {
            int equals = line.indexOf('=');
            if (equals > 0) properties.put(line.substring(0, equals), line.substring(equals + 1));
        }
        if (!properties.containsKey("ACTION") || !properties.containsKey("DEVPATH")) return Optional.empty();
        return Optional.of(new Happening(properties.get("ACTION"), Path.of("/sys" + properties.get("DEVPATH"))));
    }

    @Override
    public void close() {
        socket.close();
    }
}
