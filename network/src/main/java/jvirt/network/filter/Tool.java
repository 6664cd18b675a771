package jvirt.network.filter;

import java.util.List;
import jvirt.api.nwfilter.Protocol;

/** The host's firewalls, by the program that fills each. */
enum Tool {
    EBTABLES("ebtables", "nat", List.of("--concurrent", "-t", "nat")),
    IPTABLES("iptables", "filter", List.of("-w")),
    IP6TABLES("ip6tables", "filter", List.of("-w"));

    private final String program;
    private final String table;
    private final List<String> options;

    Tool(String program, String table, List<String> options) {
        this.program = program;
        this.table = table;
        this.options = options;
    }

    static Tool of(Protocol.Layer layer) {
        return switch (layer) {
            case ETHERNET -> EBTABLES;
            case IPV4 -> IPTABLES;
            case IPV6 -> IP6TABLES;
        };
    }

    String program() {
        return program;
    }

    /** The table that filters use of it. */
    String table() {
        return table;
    }

    /** What stands before each command: wait for others, and the table where it is not the usual one. */
    List<String> options() {
        return options;
    }
}
