package jvirt.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.network.Network;
import jvirt.host.ConfFile;
import jvirt.network.IptablesRules.Family;
import org.junit.jupiter.api.Test;

class IptablesRulesTest {
    private static final String IP = "<ip address='10.1.2.1' netmask='255.255.255.0'><dhcp><range start='10.1.2.2' end='10.1.2.9'/></dhcp></ip>";
    private static final String V6 = "<ip family='ipv6' address='2001:db8::1' prefix='64'/>";
    /** What iptables-save prints of a host with a rule of its own, and one of another network. */
    private static final String HOST = """
            *filter
            :INPUT DROP [0:0]
            :FORWARD ACCEPT [0:0]
            :OUTPUT ACCEPT [0:0]
            :LIBVIRT_INP - [0:0]
            -A INPUT -i lo -j ACCEPT
            -A INPUT -j LIBVIRT_INP
            -A LIBVIRT_INP -i virbr0 -p udp -m udp --dport 53 -j ACCEPT
            COMMIT
            """;

    private static IptablesRules rules(String forward, String ips) {
        return new IptablesRules(Network.parse("<network><name>n</name>" + forward + "<bridge name='br7'/>" + ips + "</network>"));
    }

    @Test
    void guestsAreHiddenAndServed() {
        IptablesRules nat = rules("<forward mode='nat' dev='eth0'/>", IP);
        assertEquals("""
                LIBVIRT_INP -i br7 -p udp -m udp --dport 53 -j ACCEPT
                LIBVIRT_INP -i br7 -p tcp -m tcp --dport 53 -j ACCEPT
                LIBVIRT_INP -i br7 -p udp -m udp --dport 67 -j ACCEPT
                LIBVIRT_INP -i br7 -p tcp -m tcp --dport 67 -j ACCEPT
                LIBVIRT_OUT -o br7 -p udp -m udp --dport 53 -j ACCEPT
                LIBVIRT_OUT -o br7 -p tcp -m tcp --dport 53 -j ACCEPT
                LIBVIRT_OUT -o br7 -p udp -m udp --dport 68 -j ACCEPT
                LIBVIRT_OUT -o br7 -p tcp -m tcp --dport 68 -j ACCEPT
                LIBVIRT_FWX -i br7 -o br7 -j ACCEPT
                LIBVIRT_FWI -d 10.1.2.0/24 -i eth0 -o br7 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
                LIBVIRT_FWI -o br7 -j REJECT --reject-with icmp-port-unreachable
                LIBVIRT_FWO -s 10.1.2.0/24 -i br7 -o eth0 -j ACCEPT
                LIBVIRT_FWO -i br7 -j REJECT --reject-with icmp-port-unreachable
                """, String.join("\n", nat.rules(Family.V4, "filter")) + "\n");
        assertEquals("""
                LIBVIRT_PRT -s 10.1.2.0/24 -d 224.0.0.0/24 -o eth0 -j RETURN
                LIBVIRT_PRT -s 10.1.2.0/24 -d 255.255.255.255/32 -o eth0 -j RETURN
                LIBVIRT_PRT -s 10.1.2.0/24 ! -d 10.1.2.0/24 -o eth0 -p tcp -j MASQUERADE --to-ports 1024-65535
                LIBVIRT_PRT -s 10.1.2.0/24 ! -d 10.1.2.0/24 -o eth0 -p udp -j MASQUERADE --to-ports 1024-65535
                LIBVIRT_PRT -s 10.1.2.0/24 ! -d 10.1.2.0/24 -o eth0 -j MASQUERADE
                """, String.join("\n", nat.rules(Family.V4, "nat")) + "\n");
    }

    @Test
    void rangesAreUsedAndIpv6IsRouted() {
        IptablesRules nat = rules("<forward mode='nat'><nat><address start='10.0.0.1' end='10.0.0.4'/></nat></forward>", IP + V6);
        assertTrue(nat.rules(Family.V4, "nat").getLast().endsWith(" -j SNAT --to-source 10.0.0.1-10.0.0.4"));
        assertEquals(List.of(), nat.rules(Family.V6, "nat"));
        assertTrue(nat.rules(Family.V6, "filter").contains("LIBVIRT_FWI -d 2001:db8::/64 -o br7 -j ACCEPT"));
        assertTrue(nat.rules(Family.V6, "filter").contains("LIBVIRT_INP -i br7 -p udp -m udp --dport 547 -j ACCEPT"));
    }

    @Test
    void whatIsMissingIsMadeBeforeWhatIsThere() {
        String lines = rules("", IP).transaction(Family.V4, HOST, true).orElseThrow();
        assertTrue(lines.startsWith("*filter\n-N LIBVIRT_OUT\n-I OUTPUT -j LIBVIRT_OUT\n-N LIBVIRT_FWO\n"), lines);
        assertTrue(lines.endsWith("-I LIBVIRT_INP -i br7 -p udp -m udp --dport 53 -j ACCEPT\nCOMMIT\n"), lines);
        assertTrue(!lines.contains("-I INPUT") && !lines.contains("-D"), lines);
        assertEquals(Optional.empty(), rules("", IP).transaction(Family.V4, HOST, false));
    }

    @Test
    void whatIsOfThisNetworkGoes() {
        String saved = HOST.replace("-A LIBVIRT_INP", "-A LIBVIRT_INP -i br7 -p udp -m udp --dport 69 -j ACCEPT\n-A LIBVIRT_INP");
        assertEquals(Optional.of("*filter\n-D LIBVIRT_INP -i br7 -p udp -m udp --dport 69 -j ACCEPT\nCOMMIT\n"),
                rules("", IP).transaction(Family.V4, saved, false));
        IptablesRules stable = rules("", IP);
        StringBuilder there = new StringBuilder("*filter\n");
        for (String chain : List.of("INP", "OUT", "FWO", "FWI", "FWX")) there.append(":LIBVIRT_" + chain + " - [0:0]\n");
        there.append("-A INPUT -j LIBVIRT_INP\n-A OUTPUT -j LIBVIRT_OUT\n-A FORWARD -j LIBVIRT_FWX\n-A FORWARD -j LIBVIRT_FWI\n"
                + "-A FORWARD -j LIBVIRT_FWO\n");
        stable.rules(Family.V4, "filter").forEach(rule -> there.append("-A " + rule + "\n"));
        assertEquals(Optional.empty(), stable.transaction(Family.V4, there + "COMMIT\n", true));
    }

    @Test
    void theConfigurationSaysWhich() {
        assertEquals(Optional.of(Firewall.Backend.IPTABLES), Firewall.Backend.said(ConfFile.parse("c", "firewall_backend = \"iptables\"")));
        assertEquals(Optional.empty(), Firewall.Backend.said(ConfFile.parse("c", "")));
        assertThrows(VirtException.class, () -> Firewall.Backend.said(ConfFile.parse("c", "firewall_backend = \"pf\"")));
    }
}
