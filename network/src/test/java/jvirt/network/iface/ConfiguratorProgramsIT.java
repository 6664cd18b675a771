package jvirt.network.iface;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.host.Program;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written, judged by the programs that read it, in a root of the test's own. */
class ConfiguratorProgramsIT {
    @TempDir Path root;

    private static String run(String... words) throws java.io.IOException, InterruptedException {
        return Program.of(words).run();
    }

    private static HostInterface read(Configurator configurator, String name) throws Exception {
        List<Setting> all = configurator.settings();
        return all.stream().filter(setting -> setting.name().equals(name)).findFirst().orElseThrow().document(all);
    }

    @Test void netplanTakesWhatIsDefined() throws Exception {
        assumeTrue(Program.find("netplan").isPresent(), "netplan is not installed");
        Files.createDirectories(root.resolve("etc/netplan"));
        Files.writeString(root.resolve("etc/netplan/01-lan.yaml"), """
                network:
                  version: 2
                  ethernets:
                    eth0:
                      dhcp4: true
                      nameservers: {addresses: [10.9.9.9]}
                """);
        Files.setPosixFilePermissions(root.resolve("etc/netplan/01-lan.yaml"), EtcFile.FOR_ROOT);
        Netplan netplan = new Netplan(root, ConfiguratorProgramsIT::run);
        assertTrue(read(netplan, "eth0").protocol().getFirst().dhcp().isPresent());
        for (String text : List.of(ConfiguratorsTest.DHCP, ConfiguratorsTest.VLAN, ConfiguratorsTest.BOND, ConfiguratorsTest.BRIDGE)) {
            HostInterface document = HostInterface.ofDocument(text);
            netplan.keep(Setting.of(document), Set.of());
            // netplan cannot be told how a bond looks for a carrier
            assertEquals(document.format().replace(" carrier='ioctl'", ""), read(netplan, document.name().orElseThrow()).format());
        }
        run("netplan", "generate", "--root-dir", root.toString());
        assertTrue(Files.exists(root.resolve("run/systemd/network/10-netplan-bond0.netdev")));
        assertTrue(run("netplan", "get", "--root-dir", root.toString(), "all").contains("10.9.9.9"));
        Set<String> names = new HashSet<>();
        netplan.settings().forEach(setting -> names.add(setting.name()));
        netplan.keep(List.of(), names);
        assertEquals(List.of(), netplan.settings());
    }

    @Test void networkManagerReadsItsFiles() throws Exception {
        assumeTrue(Program.find("nmcli").isPresent(), "nmcli is not installed");
        NetworkManager manager = new NetworkManager(root, ConfiguratorProgramsIT::run);
        for (String text : List.of(ConfiguratorsTest.DHCP, ConfiguratorsTest.VLAN, ConfiguratorsTest.BOND, ConfiguratorsTest.BRIDGE)) {
            manager.keep(Setting.of(HostInterface.ofDocument(text)), Set.of());
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(root.resolve("etc/NetworkManager/system-connections"))) {
            files = list.toList();
        }
        assertEquals(6, files.size());
        for (Path file : files) {
            String name = Ini.parse(Files.readString(file)).value("connection", "interface-name").orElseThrow();
            String again = Program.of("nmcli", "--offline", "connection", "modify", "connection.zone", "x").input(Files.readString(file)).run();
            Path back = root.resolve("back/" + name + "/etc/NetworkManager/system-connections/x.nmconnection");
            Files.createDirectories(back.getParent());
            Files.writeString(back, again);
            HostInterface normal = read(manager.at(root.resolve("back/" + name)), name);
            List<Setting> settings = manager.settings();
            assertEquals(settings.stream().filter(setting -> setting.name().equals(name)).findFirst().orElseThrow().document(List.of()).format(),
                    normal.format());
        }
    }
}
