package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.storage.backing.BackingSource;
import jvirt.api.xml.Element;
import jvirt.api.xml.Node;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.device.Blocks;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.ImageCreation;
import jvirt.qemu.device.Resources;
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
            case "imagecreate" -> creation(peerCase);
            default -> throw new UnsupportedOperationException(operation);
        };
    }

    private static String nodes(PeerCase peerCase) {
        Image top = image(peerCase.input());
        return Blocks.nodes(top, supplier(peerCase)).stream().map(node -> named(without("debug", node)).toString())
                .collect(Collectors.joining("\n"));
    }

    /** Libvirt's test makes up the name of the helper for reservations. */
    private static Json.Obj named(Json.Obj node) {
        return node.find("pr-manager").isEmpty() ? node : node.with("pr-manager", node.string("node-name") + "-pr-alias");
    }

    private static Image image(String document) {
        Element element = Element.parse(document, "disk");
        List<Image.Names> names = new ArrayList<>();
        for (Optional<Element> at = Optional.of(element); at.isPresent(); at = at.get().child("backingStore")) {
            at.get().child("source").map(QemuBlock::names).ifPresent(names::add);
        }
        Iterator<Image.Names> next = names.iterator();
        // the creation of an image knows no device
        Disk disk = XmlBinding.read(Disk.class, element.child("target").isPresent() ? element : targeted(element));
        return Image.of(disk.withSource(withoutCookies(disk.source())), false, _ -> next.next());
    }

    private static Element targeted(Element disk) {
        List<Node> nodes = new ArrayList<>(disk.nodes());
        nodes.add(Element.of("target", new LinkedHashMap<>(Map.of("dev", "vda")), List.of()));
        return Element.of("disk", disk.attributes(), nodes);
    }

    /** What QEMU is told to make the image; the sizes are those of libvirt's test. */
    private static String creation(PeerCase peerCase) {
        Image image = image(peerCase.input());
        ImageCreation.Shape shape = ImageCreation.Shape.of(2 * 0xFFFF_FFFFL, 0xFFFF_FFFFL + 1);
        Optional<Image> lower = peerCase.auxText("backing").map(QemuBlock::image);
        Resources resources = supplier(peerCase).resources();
        return "protocol:\n" + pretty(ImageCreation.storage(image, shape, resources)) + "\nformat:\n"
                + pretty(ImageCreation.format(image, lower, shape, resources));
    }

    private static String pretty(Optional<Json.Obj> options) {
        return options.map(some -> pretty(some, "") + "\n").orElse("<null>\n");
    }

    /** The value over several lines, as libvirt's tests write it. */
    private static String pretty(Json value, String indent) {
        String deeper = indent + "  ";
        return switch (value) {
            case Json.Obj object -> object.members().entrySet().stream()
                    .map(member -> deeper + Json.of(member.getKey()) + ": " + pretty(member.getValue(), deeper))
                    .collect(Collectors.joining(",\n", "{\n", "\n" + indent + "}"));
            case Json.Arr array -> array.elements().stream().map(element -> deeper + pretty(element, deeper))
                    .collect(Collectors.joining(",\n", "[\n", "\n" + indent + "]"));
            case Json.Str _, Json.Num _, Json.Bool _, Json.Null _ -> value.toString();
        };
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
