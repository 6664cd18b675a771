package jvirt.conformance.peer;

import jvirt.api.network.Network;
import jvirt.api.xml.View;

/** Networks there and back. */
final class NetworkXml implements Family {
    @Override
    public String name() {
        return "networkxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        boolean inactive = peerCase.fields().find("inactive").isPresent();
        return Network.parse(peerCase.input()).format(inactive ? View.INACTIVE : View.LIVE);
    }
}
