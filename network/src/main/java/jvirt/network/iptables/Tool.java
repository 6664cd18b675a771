package jvirt.network.iptables;

import java.util.List;
import jvirt.api.nwfilter.Protocol;

/** The host's firewalls, by the program that fills each. */
public enum Tool {
    EBTABLES("ebtables", "nat", List.of("--concurrent", "-t", "nat"), List.of("PREROUTING", "OUTPUT", "POSTROUTING")),
    IPTABLES("iptables", "filter", List.of("-w"), List.of("INPUT", "FORWARD", "OUTPUT")),
    IP6TABLES("ip6tables", "filter", List.of("-w"), List.of("INPUT", "FORWARD", "OUTPUT"));

    private final String program;
    private final String table;
    private final List<String> options;
    private final List<String> hooks;

    Tool(String program, String table, List<String> options, List<String> hooks) {
        this.program = program;
        this.table = table;
        this.options = options;
        this.hooks = hooks;
    }

    public static Tool of(Protocol.Layer layer) {
        return switch (layer) {
            case ETHERNET -> EBTABLES;
            case IPV4 -> IPTABLES;
            case IPV6 -> IP6TABLES;
        };
    }

    public String program() {
        return program;
    }

    /** The table that is ours to change. */
    String table() {
        return table;
    }

    /** The table's chains that are always there, though nobody has named them yet. */
    List<String> hooks() {
        return hooks;
    }

    /** What stands before each command: wait for others, and the table where it is not the usual one. */
    List<String> options() {
        return options;
    }
}
