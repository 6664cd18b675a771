package jvirt.conformance.peer;

import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.qemu.definition.Definition;

/** What the QEMU driver makes of a domain document, its persistent face and its live one. */
record QemuXml2Xml(String name) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        boolean live = peerCase.field("when").orElse("active").equals("active");
        return Definition.complete(Domain.parse(peerCase.input()), PeerSetting.of(peerCase, false))
                .format(new View(live, true));
    }
}
