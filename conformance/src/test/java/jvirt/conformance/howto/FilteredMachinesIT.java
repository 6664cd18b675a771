package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines whose cards have filters: the rules come and go with them, whatever becomes of the daemon. */
class FilteredMachinesIT {
    private static final Tools TOOLS = Tools.STOCK;
    private static final String NAT = """
            <network><name>nat</name><forward mode='nat'/><bridge name='virbr3'/>
            <ip address='192.168.57.1' netmask='255.255.255.0'><dhcp><range start='192.168.57.50' end='192.168.57.60'/></dhcp></ip></network>
            """;

    @TempDir Path dir;
    private Stage stage;

    @BeforeEach
    void network() throws Exception {
        stage = Stage.set(dir);
        TOOLS.virsh(stage, "net-define " + stage.file("nat.xml", NAT));
        TOOLS.virsh(stage, "net-start nat");
        // the programs' own tables stay, empty, once somebody has used them
        stage.ok("for c in PREROUTING POSTROUTING; do ebtables -t nat -A $c -j ACCEPT; ebtables -t nat -D $c -j ACCEPT; done");
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    private boolean ruled(String card) throws IOException, InterruptedException {
        return stage.ok("ebtables-save; iptables-save; ip6tables-save").contains(card);
    }

    @Test
    void aGuestsRulesComeAndGoWithIt() throws Exception {
        GuestFiles files = GuestFiles.make(stage);
        Inventory before = Inventory.of(stage);
        TOOLS.guest(stage, files, "g", "", "--network network=nat,filterref.filter=clean-traffic");
        String card = TOOLS.virsh(stage, "domiflist g | awk '/nat/ {print $1}'").strip();
        assertTrue(TOOLS.virsh(stage, "nwfilter-binding-list").contains(card));
        stage.killDaemon();
        stage.ok("ebtables -t nat -F");
        stage.startDaemon();
        assertTrue(stage.ok("ebtables -t nat -L libvirt-I-" + card).contains("DROP"), "rules that somebody took away");
        TOOLS.virsh(stage, "destroy g");
        assertFalse(ruled(card));
        // a guest that ends while nobody looks
        TOOLS.virsh(stage, "start g");
        assertTrue(ruled("vnet"));
        stage.killDaemon();
        stage.ok("kill -9 $(cat %s/run/qemu/g.pid)".formatted(stage.root()));
        stage.startDaemon();
        Stage.await("the end of its rules", () -> !ruled("vnet"));
        assertFalse(TOOLS.virsh(stage, "nwfilter-binding-list").contains("vnet"));
        TOOLS.virsh(stage, "undefine g");
        assertEquals(List.of(), withoutLeases(before));
    }

    @Test
    void aGuestWhoseRulesCannotStandDoesNotStart() throws Exception {
        GuestFiles files = GuestFiles.make(stage);
        TOOLS.guest(stage, files, "g", "", "--network network=nat,filterref.filter=clean-traffic");
        TOOLS.virsh(stage, "destroy g");
        Inventory before = Inventory.of(stage);
        stage.ok("mount --bind /bin/false $(which ebtables-restore)");
        Stage.Outcome outcome = TOOLS.tryVirsh(stage, "start g");
        assertNotEquals(0, outcome.status());
        assertTrue(outcome.output().contains("Failed to apply firewall rules ebtables"), outcome.output());
        assertEquals(List.of(), withoutLeases(before));
        stage.ok("umount $(which ebtables-restore)");
        TOOLS.virsh(stage, "start g");
        TOOLS.virsh(stage, "destroy g");
        assertEquals(List.of(), withoutLeases(before));
    }

    private List<String> withoutLeases(Inventory before) throws Exception {
        return Inventory.of(stage).changes(before).stream().filter(change -> !change.contains("leases")).toList();
    }
}
