package jvirt.conformance.peer;

import jvirt.api.storage.backing.BackingSource;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;

/** Backing store strings as {@code <source>} elements. */
final class StorageSource implements Family {
    @Override
    public String name() {
        return "storagesource";
    }

    @Override
    public String answer(PeerCase peerCase) {
        BackingSource read = BackingSource.parse(peerCase.input());
        boolean warned = peerCase.fields().flag("warn");
        if (read.credentials() != warned) throw new AssertionError("credentials in it: " + read.credentials());
        return XmlBinding.format("source", read.source(), View.INACTIVE);
    }
}
