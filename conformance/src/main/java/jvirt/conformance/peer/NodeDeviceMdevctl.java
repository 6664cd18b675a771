package jvirt.conformance.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.json.Json;
import jvirt.api.nodedev.Capability.Mdev;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.xml.Element;
import jvirt.conformance.peer.Verdict.Fail;
import jvirt.host.device.Mdevctl;
import jvirt.host.device.NodeDevices;

/** What is said to {@code mdevctl} of mediated devices, and what its list is read as. */
final class NodeDeviceMdevctl implements Family {
    /** The host's parents, and how the kernel calls them. */
    private static final Map<String, String> ADDRESSES = Map.of("pci_0000_00_02_0", "0000:00:02.0", "ap_matrix", "matrix",
            "css_0_0_0052", "0.0.0052");

    @Override
    public String name() {
        return "nodedevmdevctl";
    }

    @Override
    public String answer(PeerCase peerCase) {
        String operation = peerCase.field("operation").orElseThrow();
        if (operation.equals("parse-list")) {
            return Mdevctl.parse(peerCase.input()).stream().map(defined -> NodeDevices.device(defined, NodeDeviceMdevctl::named).format())
                    .collect(Collectors.joining());
        }
        return commands(operation, peerCase).stream().map(command -> CommandText.format(command.words())).collect(Collectors.joining());
    }

    private static Optional<String> named(String address) {
        return ADDRESSES.entrySet().stream().filter(entry -> entry.getValue().equals(address)).map(Map.Entry::getKey).findFirst();
    }

    private static List<Mdevctl.Command> commands(String operation, PeerCase peerCase) {
        NodeDevice device = device(peerCase.input());
        Mdev mdev = (Mdev) device.capability().getFirst();
        String parent = ADDRESSES.get(device.parent().orElseThrow());
        return switch (operation) {
            case "create" -> List.of(Mdevctl.create(parent, mdev));
            case "define" -> List.of(Mdevctl.define(parent, mdev));
            case "start" -> List.of(Mdevctl.start(mdev.uuid().orElseThrow()));
            case "stop" -> List.of(Mdevctl.stop(mdev.uuid().orElseThrow()));
            case "undefine" -> List.of(Mdevctl.undefine(mdev.uuid().orElseThrow()));
            case "autostart-on-then-off" -> List.of(Mdevctl.autostart(mdev.uuid().orElseThrow(), true),
                    Mdevctl.autostart(mdev.uuid().orElseThrow(), false));
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static NodeDevice device(String xml) {
        boolean named = Element.parse(xml, "device").child("name").isPresent();
        return NodeDevice.parse(named ? xml : xml.replaceFirst("<device[^>]*>", "$0<name>new device</name>"));
    }

    /** What the program reads is compared too. */
    @Override
    public Verdict judge(PeerCase peerCase) {
        Optional<String> read = peerCase.auxText("expected_stdin");
        if (read.isPresent()) {
            String said = commands(peerCase.field("operation").orElseThrow(), peerCase).getFirst().input();
            if (!Json.parse(said).equals(Json.parse(read.get()))) return new Fail("mdevctl reads " + said);
        }
        return Family.super.judge(peerCase);
    }
}
