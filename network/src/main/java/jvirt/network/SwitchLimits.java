package jvirt.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.network.Bandwidth;
import jvirt.api.network.Bandwidth.Rate;

/**
 * Limits on a port of Open vSwitch, kept in its database: a queue for what goes to the guest, a policer for what comes from it.
 * Both are marked with the machine and the port, by which they are found again.
 */
public record SwitchLimits(String link, UUID machine) {
    /** The database counts bits a second; rates are in kilobytes, bursts in kibibytes. */
    private static final long KILOBYTE = 8000;
    private static final long KIBIBYTE = 8192;

    private List<String> marks() {
        return List.of("external-ids:vm-id=\"" + machine + "\"", "external-ids:ifname=\"" + link + "\"");
    }

    private List<String> find(String table) {
        List<String> words = new ArrayList<>(List.of("--no-heading", "--columns=_uuid", "find", table));
        words.addAll(marks());
        return words;
    }

    /** The words of the commands, one after the other, that limit a port which has no limits yet. */
    public List<List<String>> commands(Bandwidth bandwidth) {
        List<List<String>> commands = new ArrayList<>();
        if (bandwidth.inbound().isEmpty() && bandwidth.outbound().isEmpty()) return commands;
        commands.add(find("queue"));
        commands.add(find("qos"));
        bandwidth.inbound().filter(rate -> rate.average().isPresent()).ifPresent(rate -> commands.add(queueing(rate)));
        commands.add(policing(bandwidth.outbound()));
        return commands;
    }

    private List<String> queueing(Rate rate) {
        List<String> rates = new ArrayList<>();
        rates.add("other_config:min-rate=" + rate.average().orElseThrow() * KILOBYTE);
        rate.burst().ifPresent(burst -> rates.add("other_config:burst=" + burst * KIBIBYTE));
        rate.peak().ifPresent(peak -> rates.add("other_config:max-rate=" + peak * KILOBYTE));
        List<String> words = new ArrayList<>(List.of("set", "port", link, "qos=@qos1"));
        words.addAll(marks());
        words.addAll(List.of("--", "--id=@qos1", "create", "qos", "type=linux-htb"));
        words.addAll(rates);
        words.add("queues:0=@queue0");
        words.addAll(marks());
        words.addAll(List.of("--", "--id=@queue0", "create", "queue"));
        words.addAll(rates);
        words.addAll(marks());
        return words;
    }

    private List<String> policing(Optional<Rate> rate) {
        List<String> words = new ArrayList<>(List.of("set", "Interface", link));
        words.add("ingress_policing_rate=" + rate.flatMap(Rate::average).orElse(0L) * 8);
        if (rate.isEmpty() || rate.get().burst().isPresent()) {
            words.add("ingress_policing_burst=" + rate.flatMap(Rate::burst).orElse(0L) * 8);
        }
        return words;
    }

    /** Limits the port. */
    void limit(Bandwidth bandwidth) {
        clear();
        bandwidth.inbound().filter(rate -> rate.average().isPresent()).ifPresent(rate ->
                OpenVswitch.run(queueing(rate), "Unable to create and set qos configuration on port %s", link));
        OpenVswitch.run(policing(bandwidth.outbound()), "Unable to set ingress on port %s", link);
    }

    /** Takes the records of the queue away: they stay in the database when their port goes. */
    void clear() {
        for (String qos : found("qos")) {
            OpenVswitch.run(List.of("--if-exists", "clear", "port", link, "qos", "--", "destroy", "qos", qos),
                    "Unable to destroy qos on port %s", link);
        }
        for (String queue : found("queue")) {
            OpenVswitch.run(List.of("destroy", "queue", queue), "Unable to destroy queue on port %s", link);
        }
    }

    private List<String> found(String table) {
        return OpenVswitch.run(find(table), "Unable to find queue on port with %s", link).lines().map(String::strip)
                .filter(line -> !line.isEmpty()).toList();
    }
}
