package jvirt.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Tells whoever supervises the service how it is: sd_notify(3). */
public final class ServiceNotice {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;

    private ServiceNotice() {}

    /** The service is ready; nobody may ask. */
    public static void ready() {
        tell("READY=1");
    }

    /** The service ends. */
    public static void stopping() {
        tell("STOPPING=1");
    }

    private static void tell(String what) {
        String path = System.getenv("NOTIFY_SOCKET");
        if (path == null || path.isEmpty()) return;
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        byte[] address = new byte[2 + name.length + (path.startsWith("@") ? 0 : 1)];
        address[0] = AF_UNIX;
        System.arraycopy(name, 0, address, 2, name.length);
        // an abstract name begins with a zero
        if (path.startsWith("@")) address[2] = 0;
        try (Descriptor socket = Sockets.open(AF_UNIX, SOCK_DGRAM, 0)) {
            Sockets.connect(socket, address);
            Sockets.send(socket, what.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.getLogger("jvirt").log(System.Logger.Level.DEBUG, "nobody hears " + what, e);
        }
    }
}
