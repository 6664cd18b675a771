package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.storage.backing.BackingSource;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.device.Blocks;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.Supplier;

/** Images as QEMU's block nodes. */
final class QemuBlock implements Family {
    @Override
    public String name() {
        return "qemublock";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String operation = peerCase.field("operation").orElseThrow();
        return switch (operation) {
            case "xml2json" -> nodes(peerCase);
            case "jsontojson" -> node(peerCase);
            default -> throw new UnsupportedOperationException(operation);
        };
    }

    private static String nodes(PeerCase peerCase) {
        Element element = Element.parse(peerCase.input(), "disk");
        List<Image.Names> names = new ArrayList<>();
        for (Optional<Element> at = Optional.of(element); at.isPresent(); at = at.get().child("backingStore")) {
            at.get().child("source").map(QemuBlock::names).ifPresent(names::add);
        }
        Iterator<Image.Names> next = names.iterator();
        Disk disk = XmlBinding.read(Disk.class, element);
        Image top = Image.of(disk.withSource(withoutCookies(disk.source())), false, _ -> next.next());
        return Blocks.nodes(top, supplier(peerCase)).stream().map(node -> without("debug", node).toString())
                .collect(Collectors.joining("\n"));
    }

    /** The node that reaches what a backing store string names; it is given no name. */
    private static String node(PeerCase peerCase) {
        Image image = Image.file("", withoutCookies(BackingSource.parse(peerCase.input()).source()), Disk.Format.RAW, false);
        return without("node-name", Blocks.nodes(image, supplier(peerCase)).getLast()).toString();
    }

    /** Libvirt's test leaves out what the driver adds on the way. */
    private static Json.Obj without(String name, Json.Obj node) {
        LinkedHashMap<String, Json> members = new LinkedHashMap<>(node.members());
        members.remove(name);
        return new Json.Obj(members);
    }

    /** Libvirt's test makes up all secrets but that of the cookies. */
    private static DiskSource withoutCookies(DiskSource source) {
        if (!(source instanceof DiskSource.Network web)) return source;
        return new DiskSource.Network(web.protocol(), web.name(), web.query(), web.tls(), web.tlsHostname(), web.host(),
                web.identity(), web.snapshot(), web.config(), web.initiator(), web.ssl(), List.of(), web.readahead(),
                web.timeout(), web.extras());
    }

    /** The names that a state file of libvirt's gives an image. */
    private static Image.Names names(Element source) {
        Element data = source.child("privateData").orElseThrow();
        String storage = named(data, "storage");
        String format = named(data, "format");
        String credentials = data.child("objects").flatMap(objects -> objects.child("TLSx509"))
                .map(tls -> tls.required("alias")).orElse("");
        return new Image.Names(storage, storage + "-slice", format, format + "-encalias", storage + "-secalias",
                storage + "-cookalias", credentials);
    }

    private static String named(Element data, String type) {
        return data.child("nodenames").stream().flatMap(names -> names.children("nodename").stream())
                .filter(name -> name.required("type").equals(type)).findFirst().orElseThrow().required("name");
    }

    private static Supplier supplier(PeerCase peerCase) {
        return new Supplier(new PeerHost(peerCase, PeerSetting.of(peerCase, false)).resources("guest"), 0);
    }
}
