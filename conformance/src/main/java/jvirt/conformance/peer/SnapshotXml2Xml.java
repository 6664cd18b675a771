package jvirt.conformance.peer;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Domain;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotState;
import jvirt.api.xml.View;

/** A snapshot's document there and back: one that is asked for, or one that exists. */
final class SnapshotXml2Xml implements Family {
    @Override
    public String name() {
        return "domainsnapshotxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String flags = peerCase.fields().find("flags").map(Object::toString).orElse("");
        Optional<UUID> uuid = peerCase.field("domain_uuid").map(UUID::fromString);
        if (!flags.contains("redefine")) {
            long now = peerCase.fields().findNumber("creation_time").orElse(0L);
            Snapshot asked = Snapshot.request(peerCase.input(), false, now);
            return (flags.contains("running") ? asked.withState(SnapshotState.RUNNING) : asked).format(View.INACTIVE, uuid);
        }
        if (!flags.contains("internal")) {
            return Snapshot.existing(peerCase.input(), Domain::of).format(View.INACTIVE, uuid);
        }
        Snapshot.Kept kept = Snapshot.kept(peerCase.input(), Domain::of);
        return kept.snapshot().formatKept(kept.current(), uuid.orElseThrow());
    }
}
