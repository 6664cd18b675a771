package jvirt.conformance.peer;

import java.util.Locale;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkUpdate;
import jvirt.api.xml.View;

/** A section of a network changed. */
final class NetworkXmlUpdate implements Family {
    @Override
    public String name() {
        return "networkxml2xmlupdate";
    }

    @Override
    public String answer(PeerCase peerCase) {
        var update = new NetworkUpdate(NetworkUpdate.Command.valueOf(constant(peerCase, "command")),
                NetworkUpdate.Section.valueOf(constant(peerCase, "section")),
                Integer.parseInt(peerCase.fields().get("parent_index").toString()), peerCase.auxText("update").orElseThrow());
        return update.apply(Network.parse(peerCase.input())).format(View.INACTIVE);
    }

    private static String constant(PeerCase peerCase, String field) {
        return peerCase.field(field).orElseThrow().toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
