package jvirt.conformance.peer;

import java.nio.file.Path;
import java.util.List;
import jvirt.api.network.Network;
import jvirt.network.DnsmasqFiles;

/** The configuration of a network's dnsmasq, and its file of known guests. */
final class NetworkConf implements Family {
    private static final Path FOLDER = Path.of("/var/lib/libvirt/dnsmasq");

    @Override
    public String name() {
        return "networkxml2conf";
    }

    @Override
    public String answer(PeerCase peerCase) {
        return DnsmasqFiles.of(Network.parse(peerCase.input()), FOLDER).configuration();
    }

    @Override
    public Verdict judge(PeerCase peerCase) {
        Verdict configuration = Equality.judge(peerCase, () -> answer(peerCase));
        if (configuration instanceof Verdict.Fail) return configuration;
        String hosts = DnsmasqFiles.of(Network.parse(peerCase.input()), FOLDER).hosts();
        Verdict known = Equality.compare(List.of(peerCase.auxText("expected_hostsfile").orElse("").split("\n")),
                List.of(hosts.split("\n")), true);
        return known instanceof Verdict.Fail ? known : configuration;
    }
}
