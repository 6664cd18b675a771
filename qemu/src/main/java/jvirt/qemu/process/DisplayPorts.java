package jvirt.qemu.process;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import jvirt.api.ErrorDomain;
import jvirt.host.ConfFile;

/** TCP ports of guests' screens, and of guests that come from other hosts. One object for the daemon; any thread may call. */
public final class DisplayPorts {
    private static final int LAST = 65535;

    /** What a range of ports is for. */
    public enum Kind {
        SCREEN("remote_display_port", 5900, LAST, "display"), WEBSOCKET("remote_websocket_port", 5700, LAST, "webSockets"),
        MIGRATION("migration_port", 49_152, 49_215, "migration");

        private final String setting;
        private final int first;
        private final int last;
        private final String word;

        Kind(String setting, int first, int last, String word) {
            this.setting = setting;
            this.first = first;
            this.last = last;
            this.word = word;
        }
    }

    private record Range(int first, int last) {}

    private final Map<Kind, Range> ranges = new HashMap<>();
    private final Map<Integer, String> taken = new HashMap<>();

    public DisplayPorts(ConfFile conf) {
        for (Kind kind : Kind.values()) {
            ranges.put(kind, new Range(conf.number(kind.setting + "_min", kind.first), conf.number(kind.setting + "_max", kind.last)));
        }
    }

    /** A port that nobody uses, neither machine nor another program. */
    public synchronized int any(Kind kind, String machine) {
        Range range = ranges.get(kind);
        for (int port = range.first; port <= range.last; port++) {
            if (taken.containsKey(port) || !free(port)) continue;
            taken.put(port, machine);
            return port;
        }
        throw ErrorDomain.NONE.error(INTERNAL_ERROR, "Unable to find an unused port in range '%s' (%d-%d)",
                kind.word, range.first, range.last);
    }

    /** A port that the definition names; an error when a machine or another program has it. */
    public synchronized void exactly(int port, String machine) {
        String holder = taken.get(port);
        if (holder != null) {
            throw ErrorDomain.QEMU.error(OPERATION_FAILED, "port %d is in use by the running domain '%s'", port, holder);
        }
        if (!free(port)) throw ErrorDomain.QEMU.error(OPERATION_FAILED, "port %d is in use by another program", port);
        taken.put(port, machine);
    }

    /** A machine that runs still has it. */
    public synchronized void reclaim(int port, String machine) {
        taken.put(port, machine);
    }

    public synchronized void release(int port) {
        taken.remove(port);
    }

    /** Bound on all addresses at once, so that a holder on any of them is noticed. */
    private static boolean free(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress((InetAddress) null, port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
