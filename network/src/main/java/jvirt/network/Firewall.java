package jvirt.network;

import static jvirt.api.ErrorCode.CONF_SYNTAX;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.FIREWALL;
import static jvirt.api.ErrorDomain.NETWORK;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.VirtException;
import jvirt.api.network.Forward;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;
import jvirt.api.xml.YesNo;
import jvirt.host.ConfFile;
import jvirt.host.Program;

/** What may pass a network's bridge, in one of the two ways in which hosts say it. */
sealed interface Firewall permits NftablesRules, IptablesRules {
    /** Puts the rules in place, whatever was there of them. */
    void apply();

    /** Takes the rules away; also where there are none. */
    void withdraw();

    /** The rules are in place. */
    boolean inPlace();

    /** Whether rules of ours were in one of the tables that are gone. */
    boolean concernedBy(Predicate<String> lost);

    /** An open network is the administrator's to guard; a bridge of the host's is not ours. */
    static boolean needed(Network network) {
        return network.ownsBridge() && network.mode() != Forward.Mode.OPEN;
    }

    /** Which of the two. */
    enum Backend {
        NFTABLES, IPTABLES;

        /** What {@code network.conf} says, as with libvirt 10.4 and later. */
        static Optional<Backend> said(ConfFile conf) {
            return conf.text("firewall_backend").map(name -> {
                for (Backend backend : values()) {
                    if (backend.name().toLowerCase(Locale.ROOT).equals(name)) return backend;
                }
                throw NETWORK.error(CONF_SYNTAX, "unrecognized value for firewall_backend: '%s'", name);
            });
        }

        Firewall of(Network network) {
            return switch (this) {
                case NFTABLES -> new NftablesRules(network);
                case IPTABLES -> new IptablesRules(network);
            };
        }

        Backend other() {
            return this == NFTABLES ? IPTABLES : NFTABLES;
        }
    }

    /** Whether the guests' addresses are hidden behind the host's: IPv6 only when asked for. */
    static boolean hides(Network network, Ip ip) {
        boolean ipv6 = network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::ipv6).equals(Optional.of(YesNo.YES));
        return network.mode() == Forward.Mode.NAT && (!ip.address().v6() || ipv6);
    }

    static boolean forwards(Network network) {
        return network.mode() == Forward.Mode.NAT || network.mode() == Forward.Mode.ROUTE;
    }

    static String range(Ip ip) {
        return ip.address().network(ip.prefixLength()) + "/" + ip.prefixLength();
    }

    /** From which ports guests are seen: not from one below 1024, which NFS and others trust. */
    static String ports(Network network) {
        Forward.PortRange range = network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::port)
                .filter(some -> some.end() > 0).orElse(Forward.PortRange.ORDINARY);
        return range.start() + "-" + range.end();
    }

    /** The addresses behind which guests are hidden, where they are said; the range is of IPv4 alone. */
    static Optional<String> behind(Network network, Ip ip) {
        return network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::address).filter(_ -> !ip.address().v6())
                .map(range -> range.start().equals(range.end()) ? range.start().toString() : range.start() + "-" + range.end());
    }

    /** Runs one of the host's programs with what it is to read. */
    static Program.Result attempt(String program, List<String> words, String input) {
        String path = Program.find(program).map(Object::toString)
                .orElseThrow(() -> failed("the program " + program + " is not installed", null));
        try {
            return Program.of(java.util.stream.Stream.concat(java.util.stream.Stream.of(path), words.stream()).toList())
                    .input(input).attempt();
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted", e);
        }
    }

    /** The same; libvirt's error when the program fails. */
    static String run(String program, List<String> words, String input) {
        Program.Result result = attempt(program, words, input);
        if (result.status() != 0) throw failed(result.complaint(), null);
        return result.output();
    }

    private static VirtException failed(String why, Throwable cause) {
        return FIREWALL.error(INTERNAL_ERROR, cause, "Failed to apply firewall rules: %s", why);
    }
}
