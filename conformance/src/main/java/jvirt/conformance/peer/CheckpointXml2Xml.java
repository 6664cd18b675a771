package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;
import jvirt.api.snapshot.Checkpoint;
import jvirt.api.snapshot.Checkpoint.NotedDisk;
import jvirt.api.xml.View;

/** A checkpoint's document there and back, of a machine whose only disk of note is vda. */
final class CheckpointXml2Xml implements Family {
    @Override
    public String name() {
        return "domaincheckpointxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String flags = peerCase.fields().find("flags").map(Object::toString).orElse("");
        long now = peerCase.fields().findNumber("creation_time").orElse(0L);
        Checkpoint asked = Checkpoint.request(peerCase.input(), now);
        List<NotedDisk> disks = asked.disks().isEmpty()
                ? List.of(new NotedDisk("vda", Optional.empty(), Optional.empty(), Optional.empty())) : asked.disks();
        List<NotedDisk> noted = disks.stream().map(disk -> {
            if (!disk.name().equals("vda")) return disk;
            NotedDisk named = flags.contains("vda-bitmap") ? disk.withBitmap(asked.name()) : disk;
            return flags.contains("size") ? named.withSize(1048576) : named;
        }).toList();
        return asked.withDisks(noted).withParent(Optional.of("1525111885").filter(_ -> flags.contains("parent")))
                .format(View.PUBLIC);
    }
}
