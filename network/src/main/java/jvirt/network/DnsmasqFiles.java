package jvirt.network;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.network.Network;

/** What a network's dnsmasq would be given, for those who want to see it. */
public record DnsmasqFiles(String configuration, String hosts) {
    public static DnsmasqFiles of(Network network, Path folder) {
        DnsmasqConfig config = new DnsmasqConfig(network, folder, Optional.empty());
        return new DnsmasqFiles(config.text(), config.hosts());
    }
}
