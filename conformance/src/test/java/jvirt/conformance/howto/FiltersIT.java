package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Network filters, by what passes them. The guest of most tests is a namespace: its card is the one end of a veth, whose other
 * end stands in the bridge where a tap would, and its user may call himself what he likes.
 */
class FiltersIT {
    private static final Tools TOOLS = Tools.STOCK;
    private static final String MAC = "52:54:00:0f:00:07";
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
    }

    @AfterEach
    void end() throws Exception {
        stage.close();
    }

    /** A namespace whose card is {@code eth0}; the host's end is {@code card0}. */
    private void user() throws Exception {
        stage.ok("""
                unshare --net sleep 86400 & echo $! > %1$s/user
                sleep 0.3
                ip link add card0 type veth peer name eth0 address %2$s netns $(cat %1$s/user)
                ip link set card0 master virbr3 up
                """.formatted(dir, MAC));
        stage.ok(in("ip link set lo up; ip link set eth0 up"));
        called("192.168.57.7");
    }

    private String in(String script) {
        return "nsenter -t $(cat %s/user) -n sh -c '%s'".formatted(dir, script);
    }

    /** The user calls himself so. */
    private void called(String address) throws Exception {
        stage.ok(in("ip addr flush dev eth0; ip addr add %s/24 dev eth0".formatted(address)));
    }

    /** What the user sends passes, sooner or later. */
    private void passes() throws Exception {
        Stage.await("an answer", () -> stage.sh(in("ping -c 1 -W 1 192.168.57.1")).status() == 0);
    }

    /** Nothing of what he sends is answered. */
    private void isDropped(String what) throws Exception {
        assertNotEquals(0, stage.sh(in("ping -c 3 -W 1 -i 0.3 192.168.57.1")).status(), what);
    }

    private void bind(String parameters) throws Exception {
        TOOLS.virsh(stage, "nwfilter-binding-create " + stage.file("binding.xml", """
                <filterbinding><owner><name>user</name><uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid></owner>
                <portdev name='card0'/><mac address='%s'/><filterref filter='clean-traffic'>%s</filterref></filterbinding>
                """.formatted(MAC, parameters)));
    }

    private static String parameter(String name, String value) {
        return "<parameter name='" + name + "' value='" + value + "'/>";
    }

    private boolean ruled(String card) throws IOException, InterruptedException {
        return stage.ok("ebtables-save; iptables-save; ip6tables-save").contains(card);
    }

    private boolean known(String address) throws IOException, InterruptedException {
        return TOOLS.virsh(stage, "nwfilter-binding-dumpxml card0").contains("name='IP' value='" + address + "'");
    }

    @Test
    void whoSpeaksUnderAnothersNameIsNotHeard() throws Exception {
        user();
        passes();
        bind(parameter("IP", "192.168.57.7"));
        passes();
        called("192.168.57.8");
        isDropped("another address of IP");
        called("192.168.57.7");
        stage.ok(in("ip link set eth0 address 52:54:00:0f:00:08"));
        isDropped("another address of the card's");
        stage.ok(in("ip link set eth0 address " + MAC));
        passes();
        // somebody else's place in the host's table of neighbours
        stage.ok("ip neigh replace 192.168.57.9 lladdr 52:54:00:0f:00:99 nud stale dev virbr3");
        stage.sh(in("ip addr add 192.168.57.9/24 dev eth0; busybox arping -U -c 2 -I eth0 -s 192.168.57.9 192.168.57.9"));
        assertTrue(stage.ok("ip neigh show 192.168.57.9").contains("52:54:00:0f:00:99"));
        passes();
        TOOLS.virsh(stage, "nwfilter-binding-delete card0");
        assertFalse(ruled("card0"));
        called("192.168.57.8");
        passes();
    }

    @Test
    void aFilterThatChangesDoesSoWhereItIsUsed() throws Exception {
        user();
        bind(parameter("IP", "192.168.57.7"));
        String document = TOOLS.virsh(stage, "nwfilter-dumpxml no-ip-spoofing");
        TOOLS.virsh(stage, "nwfilter-define " + stage.file("f.xml",
                document.replace("</uuid>", "</uuid><rule action='drop' direction='out' priority='1'><ip protocol='icmp'/></rule>")));
        isDropped("another address than his own");
        Stage.Outcome broken = TOOLS.tryVirsh(stage, "nwfilter-define " + stage.file("g.xml",
                document.replace("</uuid>", "</uuid><rule action='drop' direction='out'><ip srcipaddr='$NOBODY'/></rule>")));
        assertNotEquals(0, broken.status());
        isDropped("another address than his own");
        TOOLS.virsh(stage, "nwfilter-define " + stage.file("f.xml", document));
        passes();
        assertEquals(0, Integer.parseInt(stage.ok("ebtables-save | grep -c -e '-[JP]-card0'; true").strip()), "temporary chains");
    }

    @Test
    void theAddressThatIsUsedFirstIsTheUsers() throws Exception {
        user();
        bind("");
        passes();
        Stage.await("the address", () -> known("192.168.57.7"));
        passes();
        called("192.168.57.8");
        isDropped("another address than his own");
        stage.killDaemon();
        stage.ok("ebtables -t nat -F");
        stage.startDaemon();
        assertTrue(known("192.168.57.7"));
        isDropped("another address than his own");
        called("192.168.57.7");
        passes();
    }

    @Test
    void theAddressThatAServerLendsIsTheUsers() throws Exception {
        user();
        bind(parameter("CTRL_IP_LEARNING", "dhcp") + parameter("DHCPSERVER", "192.168.57.1"));
        isDropped("before there is a lease");
        stage.ok(in("busybox udhcpc -i eth0 -n -q -t 10 -s /bin/true"));
        String lease = stage.ok("cut -d\" \" -f3 %s/lib/dnsmasq/nat.leases".formatted(stage.root())).strip();
        Stage.await("the lease", () -> known(lease));
        called(lease);
        passes();
        called("192.168.57.7");
        isDropped("another address than his own");
        stage.killDaemon();
        stage.startDaemon();
        called(lease);
        passes();
        assertTrue(known(lease));
    }
}
