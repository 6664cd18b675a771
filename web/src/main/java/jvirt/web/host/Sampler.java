package jvirt.web.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import jvirt.client.Connection;
import jvirt.client.Domains;

/** Takes the figures of the running machines of a host, and makes rates of two that follow each other. */
final class Sampler {
    /** {@code VIR_DOMAIN_STATS_CPU_TOTAL | BALLOON | INTERFACE | BLOCK}. */
    private static final int FIGURES = 2 | 4 | 16 | 32;
    /** {@code VIR_CONNECT_GET_ALL_DOMAINS_STATS_ACTIVE}, and {@code _NOWAIT}: no machine that is busy holds up the others. */
    private static final int ACTIVE = 1, NOWAIT = 1 << 29;
    private static final double NANOS = 1e9;
    private static final int PERCENT = 100;

    /** What one machine did since the sample before; {@code cpu} in percent of one CPU, the others in bytes a second. */
    record Rates(UUID uuid, double cpu, long memoryKib, long rd, long wr, long rx, long tx) {}

    /** What a host did. */
    record Sample(String host, long at, double hostCpu, long hostFreeKib, List<Rates> machines) {}

    private record Counters(long nanos, long cpu, long memoryKib, long rd, long wr, long rx, long tx) {}

    private final String host;
    private Map<UUID, Counters> before = new HashMap<>();
    private long hostBusy;
    private long hostAll;

    Sampler(String host) {
        this.host = host;
    }

    Sample take(Connection connection) {
        Map<UUID, Counters> now = new HashMap<>();
        List<Rates> rates = new ArrayList<>();
        for (Domains.Statistics one : connection.domains().statistics(List.of(), FIGURES, ACTIVE | NOWAIT)) {
            Counters counters = counters(one.values());
            now.put(one.domain().uuid(), counters);
            Counters last = before.getOrDefault(one.domain().uuid(), counters);
            rates.add(rates(one.domain().uuid(), last, counters));
        }
        before = now;
        return new Sample(host, System.currentTimeMillis(), hostCpu(connection.cpuStatistics(-1)), connection.freeMemory() >> 10, rates);
    }

    private static Counters counters(Map<String, String> values) {
        return new Counters(System.nanoTime(), number(values, "cpu.time"), number(values, "balloon.rss"), sum(values, "block.", ".rd.bytes"),
                sum(values, "block.", ".wr.bytes"), sum(values, "net.", ".rx.bytes"), sum(values, "net.", ".tx.bytes"));
    }

    private static Rates rates(UUID uuid, Counters last, Counters now) {
        double seconds = Math.max((now.nanos - last.nanos) / NANOS, 1e-3);
        return new Rates(uuid, round((now.cpu - last.cpu) / NANOS / seconds * PERCENT), now.memoryKib, rate(last.rd, now.rd, seconds),
                rate(last.wr, now.wr, seconds), rate(last.rx, now.rx, seconds), rate(last.tx, now.tx, seconds));
    }

    private static long rate(long last, long now, double seconds) {
        return now < last ? 0 : Math.round((now - last) / seconds);
    }

    private static double round(double value) {
        return Math.round(Math.max(value, 0) * 10) / 10.0;
    }

    private double hostCpu(Map<String, Long> times) {
        long idle = times.getOrDefault("idle", 0L) + times.getOrDefault("iowait", 0L);
        long all = idle + times.getOrDefault("user", 0L) + times.getOrDefault("kernel", 0L);
        long busy = all - idle;
        double share = hostAll == 0 || all <= hostAll ? 0 : (double) (busy - hostBusy) / (all - hostAll);
        hostBusy = busy;
        hostAll = all;
        return round(share * PERCENT);
    }

    private static long number(Map<String, String> values, String name) {
        String text = values.get(name);
        return text == null ? 0 : Long.parseUnsignedLong(text);
    }

    private static long sum(Map<String, String> values, String prefix, String suffix) {
        return values.entrySet().stream().filter(one -> one.getKey().startsWith(prefix) && one.getKey().endsWith(suffix))
                .mapToLong(one -> Long.parseUnsignedLong(one.getValue())).sum();
    }
}
