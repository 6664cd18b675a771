package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What a network interface has carried, as the host sees it. */
public record InterfaceCounters(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets,
        long txErrors, long txDropped) {
    /** All interfaces of this network namespace, by name, in one reading. */
    public static Map<String, InterfaceCounters> all() throws IOException {
        Map<String, InterfaceCounters> all = new HashMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/net/dev"))) {
            int colon = line.indexOf(':');
            if (colon < 0) continue;
            String[] n = line.substring(colon + 1).strip().split("\\s+");
            all.put(line.substring(0, colon).strip(), new InterfaceCounters(Long.parseLong(n[0]), Long.parseLong(n[1]),
                    Long.parseLong(n[2]), Long.parseLong(n[3]), Long.parseLong(n[8]), Long.parseLong(n[9]), Long.parseLong(n[10]),
                    Long.parseLong(n[11])));
        }
        return all;
    }

    /** As the guest at the other end of a tap sees it: what the host sends, it receives. */
    public InterfaceCounters seenFromGuest() {
        return new InterfaceCounters(txBytes, txPackets, txErrors, txDropped, rxBytes, rxPackets, rxErrors, rxDropped);
    }
}
