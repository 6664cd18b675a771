package jvirt.conformance.peer;

import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.CapacityNeed;

/** A volume's document there and back, in the context of its pool. */
final class StorageVolXml2Xml implements Family {
    @Override
    public String name() {
        return "storagevolxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        Pool pool = Pool.parse(peerCase.auxText("pool").orElseThrow());
        return Volume.parse(peerCase.input(), pool.type(), need(peerCase)).format(pool.type());
    }

    /** What the case's {@code parse_flags} allow to be left out. */
    static CapacityNeed need(PeerCase peerCase) {
        String flags = peerCase.fields().find("parse_flags").map(Object::toString).orElse("");
        if (flags.contains("no-capacity")) return CapacityNeed.NEVER;
        return flags.contains("opt-capacity") ? CapacityNeed.UNLESS_BACKED : CapacityNeed.ALWAYS;
    }
}
