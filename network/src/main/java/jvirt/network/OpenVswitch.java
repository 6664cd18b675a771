package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.network.VirtualPort;
import jvirt.api.network.Vlan;
import jvirt.host.Program;

/** Open vSwitch, by its program {@code ovs-vsctl}: ports of its bridges, with what libvirt says of them. */
public final class OpenVswitch {
    /** {@code VIR_NETDEV_OVS_DEFAULT_TIMEOUT} */
    private static final int TIMEOUT_SECONDS = 5;

    private OpenVswitch() {}

    /** Whose port it is. */
    public record Port(String bridge, String link, MacAddress mac, UUID machine, VirtualPort profile, Optional<Vlan> vlan) {}

    /** The words that add a port: a tag for access, trunks and a native tag as the VLANs say. */
    static List<String> adding(Port port) {
        List<String> words = new ArrayList<>(List.of("--", "--may-exist", "add-port", port.bridge, port.link));
        port.vlan.ifPresent(vlan -> words.addAll(tagging(vlan)));
        VirtualPort.Parameters parameters = port.profile.parameters().orElseThrow();
        external(words, port, "attached-mac=\"" + port.mac + "\"");
        external(words, port, "iface-id=\"" + parameters.interfaceid().orElseThrow() + "\"");
        external(words, port, "vm-id=\"" + port.machine + "\"");
        parameters.profileid().ifPresent(profile -> {
            external(words, port, "port-profile=\"" + profile + "\"");
            external(words, port, "ifname=\"" + port.link + "\"");
        });
        external(words, port, "iface-status=active");
        return words;
    }

    private static void external(List<String> words, Port port, String id) {
        words.addAll(List.of("--", "set", "Interface", port.link, "external-ids:" + id));
    }

    private static List<String> tagging(Vlan vlan) {
        List<String> words = new ArrayList<>();
        vlan.nativeTag().ifPresent(tag -> {
            words.add("vlan_mode=native-" + tag.nativeMode().orElseThrow().name().toLowerCase(Locale.ROOT));
            words.add("tag=" + tag.id());
        });
        if (vlan.isTrunk()) {
            words.add("trunk=" + vlan.tag().stream().map(tag -> "" + tag.id()).collect(Collectors.joining(",")));
        } else {
            words.add("tag=" + vlan.tag().getFirst().id());
        }
        return words;
    }

    static void addPort(Port port) {
        run(adding(port), "Unable to add port %s to OVS bridge %s", port.link, port.bridge);
    }

    static void removePort(String link) {
        run(List.of("--", "--if-exists", "del-port", link), "Unable to delete port %s from OVS", link);
    }

    /** The bridge is Open vSwitch's. */
    public static boolean hasBridge(String bridge) {
        try {
            return Program.find("ovs-vsctl").isPresent() && attempt(List.of("br-exists", bridge)).status() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    /** Makes a bridge; through a process where the kernel has no Open vSwitch. */
    public static void addBridge(String bridge) {
        boolean kernel = Files.exists(Path.of("/sys/module/openvswitch"));
        List<String> words = new ArrayList<>(List.of("--", "--may-exist", "add-br", bridge));
        if (!kernel) words.addAll(List.of("--", "set", "Bridge", bridge, "datapath_type=netdev"));
        run(words, "Unable to add OVS bridge %s", bridge);
    }

    static String run(List<String> words, String failure, Object... args) {
        try {
            Program.Result result = attempt(words);
            if (result.status() != 0) throw failed(failure, args, result.complaint(), null);
            return result.output();
        } catch (IOException e) {
            throw failed(failure, args, e.getMessage(), e);
        }
    }

    private static Program.Result attempt(List<String> words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Program.find("ovs-vsctl").map(Object::toString).orElse("ovs-vsctl"),
                "--timeout=" + TIMEOUT_SECONDS));
        command.addAll(words);
        try {
            return Program.of(command).attempt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static VirtException failed(String failure, Object[] args, String why, Throwable cause) {
        return NONE.error(INTERNAL_ERROR, cause, "%s: %s", String.format(failure, args), why);
    }
}
