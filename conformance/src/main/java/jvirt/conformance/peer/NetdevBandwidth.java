package jvirt.conformance.peer;

import java.util.UUID;
import java.util.stream.Collectors;
import jvirt.api.network.Bandwidth;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import jvirt.network.Bandwidths;
import jvirt.network.SwitchLimits;

/** The commands that limit an interface's traffic. */
final class NetdevBandwidth implements Family {
    @Override
    public String name() {
        return "netdevbandwidth";
    }

    @Override
    public String answer(PeerCase peerCase) {
        Bandwidth bandwidth = XmlBinding.read(Bandwidth.class, Element.parse(peerCase.input(), "bandwidth"));
        String link = peerCase.field("ifname").orElseThrow();
        if (peerCase.field("backend").orElseThrow().equals("ovs")) {
            UUID machine = UUID.fromString(peerCase.field("vm_uuid").orElseThrow());
            return new SwitchLimits(link, machine).commands(bandwidth).stream()
                    .map(words -> "ovs-vsctl --timeout=5 " + words.stream()
                            .map(word -> "'" + word + "'").collect(Collectors.joining(" ")))
                    .collect(Collectors.joining("\n"));
        }
        boolean classes = peerCase.fields().get("hierarchical").toString().equals("true");
        return Bandwidths.limiting(link, bandwidth, classes, true).stream().map("tc "::concat).collect(Collectors.joining("\n"));
    }
}
