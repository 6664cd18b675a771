package jvirt.network.iface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.api.iface.HostInterface;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Definitions through each configurator's files and back. */
class ConfiguratorsTest {
    static final String BRIDGE = """
            <interface type='bridge' name='br0'>
              <start mode='onboot'/>
              <mtu size='1400'/>
              <protocol family='ipv4'>
                <ip address='10.0.0.2' prefix='24'/>
                <ip address='10.0.1.2' prefix='16'/>
                <route gateway='10.0.0.1'/>
              </protocol>
              <bridge stp='on' delay='2'>
                <interface type='ethernet' name='eth0'/>
                <interface type='ethernet' name='eth1'/>
              </bridge>
            </interface>""";
    static final String DHCP = """
            <interface type='ethernet' name='eth0'>
              <start mode='onboot'/>
              <protocol family='ipv4'><dhcp/></protocol>
              <protocol family='ipv6'>
                <autoconf/>
                <ip address='fd00::2' prefix='64'/>
                <route gateway='fd00::1'/>
              </protocol>
            </interface>""";
    static final String BOND = """
            <interface type='bond' name='bond0'>
              <start mode='none'/>
              <bond mode='active-backup'>
                <miimon freq='100' updelay='10' carrier='ioctl'/>
                <interface type='ethernet' name='eth2'/>
              </bond>
            </interface>""";
    static final String VLAN = """
            <interface type='vlan' name='eth0.42'>
              <start mode='onboot'/>
              <protocol family='ipv4'><dhcp/></protocol>
              <vlan tag='42'><interface name='eth0'/></vlan>
            </interface>""";

    @TempDir Path root;
    private final List<String> ran = new ArrayList<>();

    private String run(String... words) {
        ran.add(String.join(" ", words));
        return "";
    }

    private Map<String, Configurator> kinds() {
        return Map.of("ifupdown", new Ifupdown(root.resolve("i"), this::run), "networkd", new Networkd(root.resolve("d"), this::run),
                "NetworkManager", new NetworkManager(root.resolve("m"), this::run));
    }

    @TestFactory Stream<DynamicTest> whatIsKeptIsReadAgain() {
        return kinds().entrySet().stream().flatMap(kind -> Stream.of(BRIDGE, DHCP, BOND, VLAN).map(HostInterface::ofDocument)
                .map(document -> DynamicTest.dynamicTest(kind.getKey() + " " + document.name().get(), () -> {
                    Configurator configurator = kind.getValue();
                    configurator.keep(Setting.of(document), Set.of());
                    String name = document.name().get();
                    List<Setting> all = configurator.settings();
                    HostInterface read = all.stream().filter(setting -> setting.name().equals(name)).findFirst().orElseThrow().document(all);
                    // networkd cannot be told how a carrier is found out
                    boolean bond = kind.getKey().equals("networkd") && document.bond().isPresent();
                    assertEquals(bond ? document.format().replace(" carrier='ioctl'", "") : document.format(), read.format());
                    Set<String> names = new HashSet<>();
                    all.forEach(setting -> names.add(setting.name()));
                    configurator.keep(List.of(), names);
                    assertEquals(List.of(), configurator.settings());
                })));
    }

    @Test void ifupdownKeepsWhatSomebodyWrote() throws Exception {
        Path main = root.resolve("etc/network/interfaces");
        Files.createDirectories(main.getParent());
        Files.writeString(main, """
                # the loopback
                auto lo eth0
                iface lo inet loopback

                # the wire
                iface eth0 inet dhcp
                    dns-search example.org
                    up echo hello \\
                       world

                # about the other one
                auto eth9
                iface eth9 inet manual
                """);
        Ifupdown ifupdown = new Ifupdown(root, this::run);
        ifupdown.keep(Setting.of(HostInterface.ofDocument(BRIDGE)), Set.of());
        assertEquals("""
                # the loopback
                auto lo
                iface lo inet loopback

                # the wire

                # about the other one
                auto eth9
                iface eth9 inet manual

                iface eth0 inet manual
                    dns-search example.org
                    up echo hello         world
                source /etc/network/interfaces.d/*
                """, Files.readString(main));
        assertEquals("""
                auto br0
                iface br0 inet static
                    address 10.0.0.2/24
                    gateway 10.0.0.1
                    mtu 1400
                    bridge_ports eth0 eth1
                    bridge_stp on
                    bridge_fd 2
                iface br0 inet static
                    address 10.0.1.2/16
                """, Files.readString(root.resolve("etc/network/interfaces.d/br0")));
    }

    @Test void networkdFilesAreWhatItsManualSays() throws Exception {
        Path folder = root.resolve("etc/systemd/network");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("50-lan.network"), """
                # by hand
                [Match]
                Name=eth0

                [Network]
                DHCP=yes
                DNS=10.9.9.9
                """);
        Networkd networkd = new Networkd(root, this::run);
        networkd.keep(Setting.of(HostInterface.ofDocument(BRIDGE)), Set.of());
        assertEquals("""
                # by hand

                [Match]
                Name=eth0

                [Network]
                DHCP=no
                DNS=10.9.9.9
                Bridge=br0
                IPv6AcceptRA=no
                LinkLocalAddressing=no
                """, Files.readString(folder.resolve("50-lan.network")));
        assertEquals("""
                [NetDev]
                Name=br0
                Kind=bridge

                [Bridge]
                STP=yes
                ForwardDelaySec=2
                """, Files.readString(folder.resolve("05-br0.netdev")));
        networkd.start(networkd.settings().stream().filter(setting -> setting.name().equals("eth0")).findFirst().orElseThrow(), List.of());
        assertEquals(List.of("networkctl reload", "networkctl reconfigure eth0", "networkctl up eth0"), ran);
    }

    @Test void transactionPutsFilesBack() throws Exception {
        Ifupdown ifupdown = new Ifupdown(root, this::run);
        ifupdown.keep(Setting.of(HostInterface.ofDocument(DHCP)), Set.of());
        Map<Path, String> before = contents();
        Transaction transaction = new Transaction(root.resolve("lib"), root, ifupdown.places());
        assertFalse(transaction.open());
        transaction.begin(List.of("eth0"));
        ifupdown.keep(Setting.of(HostInterface.ofDocument(BRIDGE)), Set.of());
        assertTrue(transaction.open());
        assertEquals(List.of("eth0"), transaction.up());
        assertEquals(1, ifupdown.at(transaction.kept()).settings().size());
        transaction.restore();
        transaction.forget();
        assertEquals(before, contents());
        assertFalse(Files.exists(root.resolve("lib")));
    }

    private Map<Path, String> contents() throws Exception {
        Map<Path, String> contents = new java.util.TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve("etc"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) contents.put(file, Files.readString(file));
        }
        return contents;
    }

    @Test void netplansOwnWordsAreRead() {
        Object tree = Yaml.parse("""
                network:
                  version: 2
                  bridges:
                    br0:
                      addresses:
                      - "10.0.0.2/24"
                      interfaces:
                      - eth0
                      parameters:
                        forward-delay: "2"
                        stp: true
                      routes:
                      - to: "default"
                        via: "10.0.0.1"
                  ethernets:
                    eth0: {}
                """);
        Draft draft = new Draft("br0");
        draft.type = HostInterface.Type.BRIDGE;
        NetplanWords.read((Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) ((Map<?, ?>) tree).get("network")).get("bridges")).get("br0"), draft);
        Setting bridge = draft.setting();
        assertEquals("10.0.0.1", bridge.protocol("ipv4").orElseThrow().route().orElseThrow().gateway());
        Setting port = new Setting(new Draft("eth0").setting().own(), java.util.Optional.of(new Setting.Master("br0", HostInterface.Type.BRIDGE)));
        assertEquals("{\"addresses\":[\"10.0.0.2/24\"],\"routes\":[{\"to\":\"0.0.0.0/0\",\"via\":\"10.0.0.1\"}],\"interfaces\":[\"eth0\"],"
                + "\"parameters\":{\"stp\":true,\"forward-delay\":\"2\"}}", NetplanWords.write(bridge, List.of(bridge, port)).toString());
    }

    @TestFactory Stream<DynamicTest> nothingElseIsWrittenIntoTheHostsFiles() {
        return Stream.of("<interface type='ethernet' name='../x'/>", "<interface type='ethernet' name='a&#10;b'/>", "<interface type='ethernet'/>",
                "<interface type='ethernet' name='e'><protocol family='ipv4'><ip address='1.2.3.4&#10;up reboot'/></protocol></interface>",
                "<interface type='bridge' name='b'><bridge stp='on' delay='2&#10;x'/></interface>",
                "<interface type='vlan' name='v'><vlan tag='4095'><interface name='e'/></vlan></interface>")
                .map(document -> DynamicTest.dynamicTest(document, () -> assertThrows(VirtException.class, () ->
                        Setting.of(HostInterface.ofDocument(document)).forEach(setting -> Definable.check(setting.own())))));
    }
}
