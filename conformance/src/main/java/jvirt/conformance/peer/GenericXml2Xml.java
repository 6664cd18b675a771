package jvirt.conformance.peer;

import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.qemu.definition.Definition;

/** The domain document there and back, without a driver. */
final class GenericXml2Xml implements Family {
    @Override
    public String name() {
        return "genericxml2xml";
    }

    @Override
    public String answer(PeerCase peerCase) {
        boolean live = peerCase.field("when").orElse("active").equals("active");
        return Definition.common(Domain.parse(peerCase.input()), "x86_64").format(new View(live, true));
    }
}
