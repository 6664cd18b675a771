package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks when something is in their way, goes away under them, or the daemon dies in the middle of its work. */
class NetworkFaultsIT {
    private static final String NAT = """
            <network><name>nat</name><forward mode='nat'/><bridge name='virbr2'/>
            <ip address='192.168.122.1' netmask='255.255.255.0'><dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp></ip>
            <ip family='ipv6' address='fd00:122::1' prefix='64'/></network>
            """;
    private static final Tools TOOLS = Tools.STOCK;

    @TempDir Path dir;
    private Stage stage;

    @BeforeEach
    void define() throws Exception {
        stage = Stage.set(dir);
        // what the daemon finds out about QEMU at its start is not this test's
        TOOLS.virsh(stage, "capabilities");
        TOOLS.virsh(stage, "net-define " + stage.file("nat.xml", NAT));
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    /** Starting fails, names the culprit, and leaves the host as it was; without what was in the way, it works. */
    private void fails(String inTheWay, String outOfIt, String culprit) throws Exception {
        stage.ok(inTheWay);
        Inventory before = Inventory.of(stage);
        Stage.Outcome outcome = TOOLS.tryVirsh(stage, "net-start nat");
        assertNotEquals(0, outcome.status(), outcome.output());
        assertTrue(outcome.output().contains(culprit), outcome.output());
        assertEquals(List.of(), Inventory.of(stage).changes(before));
        stage.ok(outOfIt);
        TOOLS.virsh(stage, "net-start nat");
        TOOLS.virsh(stage, "net-destroy nat");
    }

    @Test
    void aBridgeOfThisNameIsThere() throws Exception {
        fails("ip link add virbr2 type bridge", "ip link del virbr2", "error creating bridge interface virbr2: File exists");
    }

    @Test
    void theAddressesAreSomebodyElses() throws Exception {
        fails("ip link add other type dummy 2>/dev/null || ip link add other type bridge; ip addr add 192.168.122.9/24 dev other; ip link set other up",
                "ip link del other", "Network is already in use by interface other");
    }

    @Test
    void thePortOfNamesIsTaken() throws Exception {
        fails("busybox nc -l -p 53 >/dev/null 2>&1 & echo $! > " + dir + "/nc; sleep 0.3", "kill $(cat " + dir + "/nc)",
                "Address already in use");
    }

    @Test
    void theFirewallsProgramFails() throws Exception {
        fails("mount --bind /bin/false $(which nft)", "umount $(which nft)", "Failed to apply firewall rules");
    }

    @Test
    void dnsmasqFails() throws Exception {
        fails("mount --bind /bin/false $(which dnsmasq)", "umount $(which dnsmasq)", "dnsmasq");
    }

    @Test
    void theStatusCannotBeWritten() throws Exception {
        fails("mkdir -p %1$s/run/network; mount -t tmpfs -o ro none %1$s/run/network".formatted(stage.root()),
                "umount %s/run/network".formatted(stage.root()), "Read-only file system");
    }

    @Test
    void whatGoesAwayComesBack() throws Exception {
        TOOLS.virsh(stage, "net-start nat");
        String table = stage.ok("nft list table inet jvirt_virbr2");
        String pid = stage.ok("cat " + stage.root() + "/run/network/nat.pid").strip();
        stage.ok("nft flush ruleset; kill -9 " + pid);
        Stage.await("the rules", () -> stage.sh("nft list table inet jvirt_virbr2").output().equals(table));
        Stage.await("dnsmasq", () -> stage.sh("kill -0 $(cat " + stage.root() + "/run/network/nat.pid)").status() == 0
                && !stage.ok("cat " + stage.root() + "/run/network/nat.pid").strip().equals(pid));
        TOOLS.virsh(stage, "net-destroy nat");
        assertEquals("0", stage.sh("pgrep -c -f '[c]onf-file=%s/lib/dnsmasq'".formatted(stage.root())).output().strip());
    }

    private void restartWithFirewall(String backend) throws Exception {
        stage.ok("echo 'firewall_backend = \"%s\"' > %s/etc/network.conf".formatted(backend, stage.root()));
        stage.killDaemon();
        stage.startDaemon();
    }

    @Test
    void rulesCanBeIptables() throws Exception {
        restartWithFirewall("iptables");
        TOOLS.virsh(stage, "net-start nat");
        String look = "{ iptables-save; ip6tables-save; } | grep -v '^[:#]'";
        String rules = stage.ok(look);
        assertTrue(rules.contains("-A LIBVIRT_FWO -s 192.168.122.0/24 -i virbr2 -j ACCEPT"), rules);
        assertTrue(rules.contains("-A LIBVIRT_FWI -d fd00:122::/64 -o virbr2 -j ACCEPT"), rules);
        assertNotEquals(0, stage.sh("nft list table inet jvirt_virbr2").status());
        stage.ok("nft flush ruleset");
        Stage.await("the rules", () -> stage.sh(look).output().equals(rules));
        restartWithFirewall("nftables");
        stage.ok("nft list table inet jvirt_virbr2");
        assertEquals("", stage.sh(look + " | grep virbr2").output());
        TOOLS.virsh(stage, "net-destroy nat");
    }

    @Test
    void aHostThatWasRestartedHasItsNetworksAgain() throws Exception {
        Inventory stopped = Inventory.of(stage);
        TOOLS.virsh(stage, "net-start nat");
        TOOLS.virsh(stage, "net-autostart nat");
        stage.killDaemon();
        stage.ok("kill $(cat %s/run/network/nat.pid); ip link del virbr2; nft flush ruleset".formatted(stage.root()));
        stage.startDaemon();
        assertTrue(TOOLS.virsh(stage, "net-list").contains("nat"), stage.daemonLog());
        stage.ok("ip link show virbr2 && nft list table inet jvirt_virbr2 && kill -0 $(cat %s/run/network/nat.pid)".formatted(stage.root()));
        TOOLS.virsh(stage, "net-autostart --disable nat");
        TOOLS.virsh(stage, "net-destroy nat");
        assertEquals(List.of(), withoutLeases(stopped));
    }

    /** The daemon dies at any moment of a start or a stop: afterwards the network runs, or it is gone, and nothing between. */
    @Test
    void theDaemonDiesInTheMiddle() throws Exception {
        Inventory stopped = Inventory.of(stage);
        Random random = new Random(7);
        for (int round = 0; round < 12; round++) {
            String command = round % 2 == 0 ? "net-start nat" : "net-destroy nat";
            stage.ok("virsh -c '%s' %s >/dev/null 2>&1 & sleep 0.%03d".formatted(stage.uri(), command, random.nextInt(160)));
            stage.killDaemon();
            stage.startDaemon();
            boolean active = TOOLS.virsh(stage, "net-info nat").contains("Active:         yes");
            if (active) {
                stage.ok("ip link show virbr2 && nft list table inet jvirt_virbr2 && kill -0 $(cat %s/run/network/nat.pid)".formatted(stage.root()));
                if (round % 2 == 0) continue;
                TOOLS.virsh(stage, "net-destroy nat");
            }
            assertEquals(List.of(), withoutLeases(stopped), "after " + command + ", round " + round);
        }
    }

    private List<String> withoutLeases(Inventory before) throws Exception {
        return Inventory.of(stage).changes(before).stream().filter(change -> !change.endsWith(".leases")).toList();
    }
}
