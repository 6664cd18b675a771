package jvirt.conformance.peer;

import java.util.EnumSet;
import java.util.Set;
import jvirt.api.storage.PoolCapabilities;
import jvirt.api.storage.PoolType;

/** The capabilities of a daemon that serves the named kinds of pools. */
final class StoragePoolCaps implements Family {
    @Override
    public String name() {
        return "storagepoolcaps";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String backends = peerCase.fields().get("backends").toString();
        Set<PoolType> supported = EnumSet.noneOf(PoolType.class);
        for (PoolType type : PoolType.values()) {
            if (backends.contains("all") || backends.contains("\"" + type.word() + "\"")) supported.add(type);
        }
        return new PoolCapabilities(supported).format();
    }
}
