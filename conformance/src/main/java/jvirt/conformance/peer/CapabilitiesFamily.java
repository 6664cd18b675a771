package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;
import jvirt.qemu.caps.CapabilitiesFile;
import jvirt.qemu.caps.Identity;
import jvirt.qemu.caps.Probe;
import jvirt.qemu.caps.QemuCapabilities;

/** What is found out about a QEMU, and what clients are told of it: three families of one kind. */
record CapabilitiesFamily(String name) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        return switch (peerCase.field("operation").orElse(name.equals("domaincaps") ? "domain-capabilities" : "probe")) {
            case "probe" -> probe(peerCase);
            default -> throw new UnsupportedOperationException();
        };
    }

    private static String probe(PeerCase peerCase) {
        List<RecordedQemu> recorded = RecordedQemu.of(peerCase.input());
        Identity identity = new Identity(peerCase.fields().string("binary"), 0, Optional.empty(), 0, 0,
                peerCase.fields().number("microcode_version"), Optional.empty(), Optional.empty(), Optional.empty());
        QemuCapabilities caps = Probe.ask(recorded.getFirst(), identity);
        if (recorded.size() > 1) caps = Probe.askForTcg(recorded.get(1), caps);
        return CapabilitiesFile.format(caps);
    }
}
