package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.cli.install.Rehearsal;
import jvirt.cli.osinfo.OsDatabase;

/** What {@code jvirt install --print-xml} makes of virt-install's command lines; the connection is {@link TestDriver}. */
final class VirtInstall implements Family {
    private static final OsDatabase SYSTEMS = OsDatabase.ofSystem();

    @Override public String name() {
        return "virt-install";
    }

    @Override public String answer(PeerCase peerCase) {
        List<String> argv = peerCase.fields().list("argv").stream().map(Json::asString).toList();
        Optional<Element> capabilities = peerCase.auxText("capabilities").map(Element::parse);
        TestDriver connection = new TestDriver(peerCase.field("fake_uri").orElse("test:///default"),
                Element.parse(peerCase.auxText("testdriver").orElseThrow()), capabilities,
                peerCase.auxText("domcapabilities").map(Element::parse));
        return Rehearsal.print(argv.subList(1, argv.size()), connection, SYSTEMS);
    }
}
