package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import jvirt.api.MacAddress;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bandwidth.Rate;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.host.Program;

/**
 * Limits on traffic, by the program {@code tc}. What goes out of an interface is shaped by classes of a token bucket; what comes
 * in is dropped above its rate. A bridge of a network whose ports are promised a rate has a class for each of them: {@code 1:1} is
 * all, {@code 1:2} what nobody is promised, {@code 1:3} and on a port each.
 */
public final class Bandwidths {
    /** The class for what nobody is promised; those of ports follow. */
    private static final int FIRST_CLASS = 3;
    /** {@code tc} counts bursts in bytes of 32 bits. */
    private static final long BURST_MAX_KIB = 0xffff_ffffL / 1024;
    /** Bytes of a full frame; a class takes turns in proportion to its rate. */
    private static final long FRAME = 1500;

    private Bandwidths() {}

    /**
     * The commands, without the program's name, that limit an interface.
     *
     * @param classes each port is going to have a class of its own
     * @param swapped what the host sends there is what the guest gets, as with a tap
     */
    public static List<String> limiting(String link, Bandwidth bandwidth, boolean classes, boolean swapped) {
        if (bandwidth.inbound().isEmpty() && bandwidth.outbound().isEmpty()) return List.of();
        List<String> commands = new ArrayList<>(clearing(link));
        Optional<Rate> out = swapped ? bandwidth.inbound() : bandwidth.outbound();
        Optional<Rate> in = swapped ? bandwidth.outbound() : bandwidth.inbound();
        out.filter(rate -> rate.average().isPresent()).ifPresent(rate -> commands.addAll(shaping(link, rate, classes)));
        in.ifPresent(rate -> {
            long average = rate.average().orElse(0L);
            long burst = rate.burst().orElse(Math.min(average, BURST_MAX_KIB));
            commands.add("qdisc add dev %s ingress".formatted(link));
            commands.add(("filter add dev %s parent ffff: protocol all u32 match u32 0 0 police rate %dkbps burst %dkb mtu 64kb "
                    + "drop flowid :1").formatted(link, average, burst));
        });
        return commands;
    }

    private static List<String> shaping(String link, Rate rate, boolean classes) {
        String average = " rate %dkbps".formatted(rate.average().orElseThrow());
        String ceiling = rate.peak().map(" ceil %dkbps"::formatted).orElse("");
        String burst = rate.burst().map(" burst %dkb"::formatted).orElse("");
        String leaf = classes ? "1:2" : "1:1";
        List<String> commands = new ArrayList<>();
        commands.add("qdisc add dev %s root handle 1: htb default %d".formatted(link, classes ? 2 : 1));
        if (classes) {
            String most = ceiling.isEmpty() ? average.replace("rate", "ceil") : ceiling;
            commands.add("class add dev %s parent 1: classid 1:1 htb%s%s%s".formatted(link, average, most, quantum(rate)));
        }
        commands.add("class add dev %s parent %s classid %s htb%s%s%s%s".formatted(link, classes ? "1:1" : "1:", leaf, average,
                ceiling, burst, quantum(rate)));
        commands.add("qdisc add dev %s parent %s handle 2: sfq perturb 10".formatted(link, leaf));
        commands.add("filter add dev %s parent 1:0 protocol all prio 1 handle 1 fw flowid 1".formatted(link));
        return commands;
    }

    /** How much a class may send at its turn: in proportion to its rate, so that small promises are kept too. */
    private static String quantum(Rate rate) {
        long quantum = rate.average().orElse(0L) * 1024 / 8 / FRAME;
        return " quantum " + Math.max(1, quantum);
    }

    /** The commands that take limits away; those that are not there make them fail. */
    public static List<String> clearing(String link) {
        return List.of("qdisc del dev %s root".formatted(link), "qdisc del dev %s ingress".formatted(link));
    }

    /** Limits an interface. */
    static void limit(String link, Bandwidth bandwidth, boolean classes, boolean swapped) {
        List<String> commands = limiting(link, bandwidth, classes, swapped);
        clear(link);
        List<String> clearing = clearing(link);
        run(commands.stream().filter(command -> !clearing.contains(command) && !isFairness(command)).toList());
        // not every kernel has this queue: without it, the flows of one port are served as they come
        attempt(commands.stream().filter(Bandwidths::isFairness).toList());
    }

    private static boolean isFairness(String command) {
        return command.contains(" sfq ");
    }

    static void clear(String link) {
        for (String command : clearing(link)) attempt(List.of(command));
    }

    private static void run(List<String> commands) {
        Program.Result result = attempt(commands);
        if (result.status() != 0) throw NONE.error(INTERNAL_ERROR, "Failed to set bandwidth: tc: %s", result.complaint());
    }

    private static Program.Result attempt(List<String> commands) {
        try {
            String tc = Program.find("tc").map(Object::toString).orElse("tc");
            return Program.of(tc, "-batch", "-").input(String.join("\n", commands) + "\n").attempt();
        } catch (IOException e) {
            throw NONE.error(INTERNAL_ERROR, e, "Failed to set bandwidth: tc: %s", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NONE.error(INTERNAL_ERROR, e, "Failed to set bandwidth: interrupted");
        }
    }

    /** What a network promises to its ports together; more than it has cannot be promised. */
    static void check(Network network, Collection<NetworkPort> ports, MacAddress mac, Optional<Bandwidth> wanted) {
        long floor = wanted.map(Bandwidth::floor).orElse(0L);
        if (floor == 0) return;
        if (!network.ownsBridge()) {
            throw NETWORK.error(OPERATION_UNSUPPORTED, "Invalid use of 'floor' on interface with MAC address %s - 'floor' is only "
                    + "supported for interface type 'network' with forward type 'nat', 'route', 'open' or none", mac);
        }
        Rate inbound = network.bandwidth().flatMap(Bandwidth::inbound).orElseThrow(() -> NETWORK.error(OPERATION_UNSUPPORTED,
                "Invalid use of 'floor' on interface with MAC address %s - network '%s' has no inbound QoS set", mac,
                network.name()));
        long sum = floor + promised(ports);
        String most = inbound.peak().isPresent() ? "peak" : "average";
        long limit = inbound.peak().or(inbound::average).orElse(0L);
        if (sum > limit) {
            throw NETWORK.error(OPERATION_INVALID, "Cannot plug '%s' interface into '%s' because new combined inbound floor=%d would "
                    + "overcommit %s=%d on network '%s'", mac, network.bridgeName().orElse("(null)"), sum, most, limit,
                    network.name());
        }
    }

    private static long promised(Collection<NetworkPort> ports) {
        return ports.stream().mapToLong(port -> port.bandwidth().map(Bandwidth::floor).orElse(0L)).sum();
    }

    /** The class of a new port, the first that no other has; or none, where it is promised nothing. */
    static Optional<Integer> classFor(Collection<NetworkPort> ports, NetworkPort port) {
        if (port.bandwidth().map(Bandwidth::floor).orElse(0L) == 0) return Optional.empty();
        return IntStream.iterate(FIRST_CLASS, id -> id + 1)
                .filter(id -> ports.stream().noneMatch(other ->
                        other.bandwidth().flatMap(Bandwidth::classId).equals(Optional.of(id))))
                .boxed().findFirst();
    }

    /** Gives a port its class on the network's bridge. */
    static void promise(Network network, NetworkPort port, Collection<NetworkPort> others) {
        String bridge = network.bridgeName().orElseThrow();
        Bandwidth bandwidth = port.bandwidth().orElseThrow();
        Rate all = network.bandwidth().flatMap(Bandwidth::inbound).orElseThrow();
        int id = bandwidth.classId().orElseThrow();
        String mac = String.format("%012x", port.mac().address().value());
        List<String> commands = List.of(
                "class add dev %s parent 1:1 classid 1:%x htb rate %dkbps ceil %dkbps%s".formatted(bridge, id, bandwidth.floor(),
                        all.peak().or(all::average).orElseThrow(), quantum(bandwidth.inbound().orElseThrow())),
                "qdisc add dev %s parent 1:%x handle %x: sfq perturb 10".formatted(bridge, id, id),
                "filter add dev %s protocol ip prio 2 handle 800::%x u32 match u16 0x0800 0xffff at -2 match u32 0x%s 0xffffffff "
                        .formatted(bridge, 0x800 + id, mac.substring(4))
                        + "at -12 match u16 0x%s 0xffff at -14 flowid 1:%x".formatted(mac.substring(0, 4), id));
        run(commands.stream().filter(command -> !isFairness(command)).toList());
        attempt(commands.stream().filter(Bandwidths::isFairness).toList());
        share(network, promised(others) + bandwidth.floor());
    }

    /** Takes a port's class away. */
    static void release(Network network, NetworkPort port, Collection<NetworkPort> others) {
        String bridge = network.bridgeName().orElseThrow();
        int id = port.bandwidth().flatMap(Bandwidth::classId).orElseThrow();
        attempt(List.of("filter del dev %s prio 2 handle 800::%x u32".formatted(bridge, 0x800 + id)));
        attempt(List.of("qdisc del dev %s parent 1:%x handle %x:".formatted(bridge, id, id)));
        attempt(List.of("class del dev %s classid 1:%x".formatted(bridge, id)));
        share(network, promised(others));
    }

    /** What nobody is promised is what is left. */
    private static void share(Network network, long promised) {
        Rate all = network.bandwidth().flatMap(Bandwidth::inbound).orElseThrow();
        long most = all.peak().or(all::average).orElseThrow();
        attempt(List.of("class change dev %s classid 1:2 htb rate %dkbps ceil %dkbps".formatted(
                network.bridgeName().orElseThrow(), Math.max(1, most - promised), most)));
    }
}
