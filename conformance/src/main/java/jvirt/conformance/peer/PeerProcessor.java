package jvirt.conformance.peer;

import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.qemu.definition.Setting;

/** Makes a guest's processor concrete for the host of a case. */
final class PeerProcessor {
    private PeerProcessor() {}

    static UnaryOperator<Cpu> of(PeerCase peerCase, Setting setting) {
        return cpu -> cpu;
    }
}
