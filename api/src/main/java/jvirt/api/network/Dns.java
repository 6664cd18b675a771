package jvirt.api.network;

import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.xml.YesNo;

/** What the network's name server knows, {@code <dns>}. */
public record Dns(Optional<YesNo> enable, Optional<YesNo> forwardPlainNames, List<Forwarder> forwarder, List<Txt> txt,
        List<Srv> srv, List<Host> host) {
    /** Where questions go that it cannot answer: all, or those about one domain. */
    public record Forwarder(Optional<String> domain, Optional<IpAddress> addr) {}

    /** A TXT record. Without a value it is a pattern, when records are updated. */
    public record Txt(String name, Optional<String> value) {}

    /** An SRV record. What is missing in a pattern matches everything. */
    public record Srv(Optional<String> service, Optional<String> protocol, Optional<String> domain, Optional<String> target,
            Optional<Integer> port, Optional<Integer> priority, Optional<Integer> weight) {
        public Srv {
            port = port.filter(value -> value != 0);
            priority = priority.filter(value -> value != 0);
            weight = weight.filter(value -> value != 0);
        }
    }

    /** An address and its names. */
    public record Host(Optional<IpAddress> ip, List<String> hostname) {
        public Host {
            hostname = hostname.stream().filter(name -> !name.isEmpty()).toList();
        }
    }

    static final Dns EMPTY =
            new Dns(Optional.empty(), Optional.empty(), List.of(), List.of(), List.of(), List.of());

    public boolean enabled() {
        return !enable.equals(Optional.of(YesNo.NO));
    }

    Dns withTxt(List<Txt> other) {
        return new Dns(enable, forwardPlainNames, forwarder, other, srv, host);
    }

    Dns withSrv(List<Srv> other) {
        return new Dns(enable, forwardPlainNames, forwarder, txt, other, host);
    }

    Dns withHost(List<Host> other) {
        return new Dns(enable, forwardPlainNames, forwarder, txt, srv, other);
    }
}
