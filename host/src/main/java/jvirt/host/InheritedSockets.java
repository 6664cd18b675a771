package jvirt.host;

import java.io.FileDescriptor;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayList;
import java.util.List;

/** Sockets that systemd listens on for a service, and hands over when a client has come: sd_listen_fds(3). */
public final class InheritedSockets {
    /** {@code SD_LISTEN_FDS_START}. */
    private static final int FIRST = 3;

    private InheritedSockets() {}

    /**
     * One of them.
     *
     * @param name of its socket unit, or empty
     */
    public record Socket(String name, ServerSocketChannel channel) {}

    /** All that are for this process. */
    public static List<Socket> take() throws IOException {
        if (!Long.toString(ProcessHandle.current().pid()).equals(System.getenv("LISTEN_PID"))) return List.of();
        int count = Integer.parseInt(System.getenv().getOrDefault("LISTEN_FDS", "0"));
        String[] names = System.getenv().getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<Socket> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(new Socket(i < names.length ? names[i] : "", channel(FIRST + i)));
        return all;
    }

    /** The JDK takes a listening socket only on descriptor 0: needs {@code --add-opens java.base/sun.nio.ch}. */
    private static ServerSocketChannel channel(int number) throws IOException {
        ProtocolFamily family = switch (UnixSocket.family(number)) {
            case 1 -> StandardProtocolFamily.UNIX;
            case 2 -> StandardProtocolFamily.INET;
            default -> StandardProtocolFamily.INET6;
        };
        try {
            var make = Class.forName("sun.nio.ch.IOUtil").getMethod("newFD", int.class);
            make.setAccessible(true);
            var constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl").getDeclaredConstructor(SelectorProvider.class,
                    ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            return (ServerSocketChannel) constructor.newInstance(SelectorProvider.provider(), family, make.invoke(null, number), true);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new IOException("descriptor " + number + " cannot be listened on", e);
        }
    }
}
