package jvirt.conformance.peer;

import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;

/** What the QEMU driver makes of a domain document, its persistent face and its live one. */
record QemuXml2Xml(String name) implements Family {
    @Override
    public String answer(PeerCase peerCase) {
        boolean live = peerCase.field("when").orElse("active").equals("active");
        Domain written = Domain.parse(peerCase.input());
        Setting setting = PeerSetting.of(peerCase, false);
        return (live ? Definition.running(written, setting) : Definition.complete(written, setting))
                .format(new View(live, true));
    }
}
