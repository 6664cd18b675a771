package jvirt.conformance.peer;

import jvirt.api.storage.Pool;

/** A pool's document there and back. */
final class StoragePoolXml2Xml implements Family {
    @Override
    public String name() {
        return "storagepoolxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        return Pool.parse(peerCase.input()).format();
    }
}
