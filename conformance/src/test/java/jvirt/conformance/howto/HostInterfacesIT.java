package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host's own interfaces, changed by stock virsh through Debian's ifupdown, in an {@code /etc/network} of the test's own. */
class HostInterfacesIT {
    private static final String INTERFACES = """
            # the one wire
            auto eth7
            iface eth7 inet static
                address 10.77.0.2/24
                gateway 10.77.0.1
            """;

    @TempDir Path dir;
    private Stage stage;

    @BeforeEach
    void set() throws Exception {
        Files.createDirectories(dir.resolve("root/etc"));
        Files.writeString(dir.resolve("root/etc/network.conf"), "interface_backend = \"ifupdown\"\n");
        stage = Stage.alone(dir);
        // bridge-utils looks at the interfaces in /sys, which shows those of the namespace that mounted it
        stage.ok("""
                mount -t sysfs stage /sys; mkdir -p /run/network; mount -t tmpfs stage /run/network
                mkdir -p %1$s/network/interfaces.d; cp -r /etc/network/if-* %1$s/network; cp %2$s %1$s/network/interfaces
                mount --bind %1$s/network /etc/network
                unshare --net sleep 86400 & echo $! > %1$s/lan
                sleep 0.3
                ip link add eth7 type veth peer name far7 netns $(cat %1$s/lan)
                nsenter -t $(cat %1$s/lan) -n sh -c 'ip link set far7 up; ip addr add 10.77.0.1/24 dev far7'
                ifup eth7
                """.formatted(dir, stage.file("interfaces", INTERFACES)));
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    private Stage.Outcome virsh(String words) throws Exception {
        return stage.sh("virsh -q -c '" + stage.uri() + "' " + words);
    }

    private String ok(String words) throws Exception {
        Stage.Outcome outcome = virsh(words);
        assertEquals(0, outcome.status(), words + ": " + outcome.output());
        return outcome.output();
    }

    private String refused(String words) throws Exception {
        Stage.Outcome outcome = virsh(words);
        assertNotEquals(0, outcome.status(), words);
        return outcome.output();
    }

    private String interfaces() throws Exception {
        return Files.readString(dir.resolve("network/interfaces"));
    }

    private void asItWas() throws Exception {
        assertEquals(INTERFACES, interfaces());
        assertTrue(stage.ok("ip -4 addr show dev eth7").contains("10.77.0.2/24"));
        assertTrue(stage.ok("ip route").contains("default via 10.77.0.1 dev eth7"));
        assertFalse(stage.ok("ls /sys/class/net").contains("br7"));
        assertFalse(Files.exists(dir.resolve("network/interfaces.d/br7")));
        assertFalse(Files.exists(dir.resolve("root/lib/interfaces")));
    }

    @Test
    void bridgeTakesTheAddressesAndGivesThemBack() throws Exception {
        assertTrue(ok("iface-dumpxml eth7 --inactive").contains("<route gateway='10.77.0.1'/>"));
        assertTrue(refused("iface-start eth7").contains("interface is already running"));
        ok("iface-bridge eth7 br7 --no-stp --delay 0");
        assertTrue(stage.ok("ls /sys/class/net/br7/brif").contains("eth7"));
        assertTrue(stage.ok("ip -4 addr show dev br7").contains("10.77.0.2/24"));
        assertFalse(stage.ok("ip -4 addr show dev eth7").contains("10.77.0.2"));
        stage.ok("ping -c 1 -W 30 10.77.0.1");
        assertTrue(ok("iface-list --all").matches("(?s).*br7\\s+active.*"));
        ok("iface-unbridge br7");
        assertTrue(stage.ok("ip -4 addr show dev eth7").contains("10.77.0.2/24"));
        assertFalse(stage.ok("ls /sys/class/net").contains("br7"));
        stage.ok("ping -c 1 -W 30 10.77.0.1");
        // virsh 9.0 exits with 1 whatever came of it
        assertEquals("", virsh("iface-destroy eth7").output());
        assertTrue(refused("iface-destroy eth7").contains("interface is not running"));
        ok("iface-undefine eth7");
        assertTrue(refused("iface-start eth7").contains("couldn't find interface named 'eth7'"));
    }

    @Test
    void transactionsAreTakenBack() throws Exception {
        assertTrue(refused("iface-commit").contains("there is no transaction running"));
        ok("iface-begin");
        assertTrue(refused("iface-begin").contains("there is already a transaction running"));
        ok("iface-bridge eth7 br7 --no-stp --delay 0");
        ok("iface-rollback");
        asItWas();
        ok("iface-begin");
        ok("iface-bridge eth7 br7 --no-stp --delay 0");
        stage.killDaemon();
        stage.startDaemon();
        asItWas();
        ok("iface-begin");
        ok("iface-undefine eth7");
        ok("iface-commit");
        assertTrue(refused("iface-rollback").contains("there is no transaction running"));
        assertEquals("# the one wire\n", interfaces());
    }

    @Test
    void failedStartLeavesThePortWithItsAddress() throws Exception {
        String document = stage.file("br8.xml", """
                <interface type='bridge' name='br8'><protocol family='ipv4'><ip address='10.77.0.3' prefix='24'/>
                <route gateway='192.0.2.99'/></protocol>
                <bridge stp='off' delay='0'><interface type='ethernet' name='eth7'/></bridge></interface>
                """).toString();
        ok("iface-define " + document);
        // a hook that fails, as a DHCP server that does not answer would make it
        stage.ok("printf '#!/bin/sh\\n[ $IFACE != br8 ]\\n' > /etc/network/if-up.d/fails; chmod 755 /etc/network/if-up.d/fails");
        String before = stage.ok("ip -4 route; ip -4 -br addr");
        assertTrue(refused("iface-start br8").contains("failed to create (start) interface br8"));
        assertFalse(stage.ok("ls /sys/class/net").contains("br8"));
        assertTrue(before.contains("10.77.0.2/24"));
        assertTrue(stage.ok("ip -4 -br addr").contains("10.77.0.2/24"));
    }
}
