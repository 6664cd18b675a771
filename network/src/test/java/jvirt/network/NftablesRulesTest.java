package jvirt.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jvirt.api.network.Network;
import org.junit.jupiter.api.Test;

class NftablesRulesTest {
    private static NftablesRules firewall(String forward, String ips) {
        return new NftablesRules(Network.parse("<network><name>n</name>" + forward + "<bridge name='virbr7'/>" + ips + "</network>"));
    }

    private static final String IP = "<ip address='192.168.122.1' netmask='255.255.255.0'/>";

    @Test
    void natHidesGuestsBehindTheHost() {
        assertEquals("""
                table inet jvirt_virbr7 {}
                delete table inet jvirt_virbr7
                table inet jvirt_virbr7 {
                  chain input {
                    type filter hook input priority filter; policy accept;
                    iifname "virbr7" meta nfproto ipv4 tcp dport { 53, 67 } accept
                    iifname "virbr7" meta nfproto ipv4 udp dport { 53, 67 } accept
                  }
                  chain output {
                    type filter hook output priority filter; policy accept;
                    oifname "virbr7" meta nfproto ipv4 tcp dport { 53, 68 } accept
                    oifname "virbr7" meta nfproto ipv4 udp dport { 53, 68 } accept
                  }
                  chain forward {
                    type filter hook forward priority filter; policy accept;
                    iifname "virbr7" oifname "virbr7" accept
                    iifname "br1" oifname "virbr7" ip daddr 192.168.122.0/24 ct state established,related accept
                    iifname "virbr7" oifname "br1" ip saddr 192.168.122.0/24 accept
                    oifname "virbr7" meta nfproto ipv4 reject
                    iifname "virbr7" meta nfproto ipv4 reject
                  }
                  chain postrouting {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr 192.168.122.0/24 oifname "br1" ip daddr 224.0.0.0/24 return
                    ip saddr 192.168.122.0/24 oifname "br1" ip daddr 255.255.255.255 return
                    ip saddr 192.168.122.0/24 oifname "br1" ip daddr != 192.168.122.0/24 meta l4proto tcp masquerade to :1024-65535
                    ip saddr 192.168.122.0/24 oifname "br1" ip daddr != 192.168.122.0/24 meta l4proto udp masquerade to :1024-65535
                    ip saddr 192.168.122.0/24 oifname "br1" ip daddr != 192.168.122.0/24 masquerade
                  }
                }
                """, firewall("<forward mode='nat' dev='br1'/>", IP).install());
    }

    @Test
    void rangesOfAddressesAndPortsAreUsed() {
        String rules = firewall("<forward mode='nat'><nat><address start='10.0.0.1' end='10.0.0.4'/><port start='500' end='600'/>"
                + "</nat></forward>", IP).install();
        assertTrue(rules.contains("meta l4proto tcp snat ip to 10.0.0.1-10.0.0.4:500-600\n"), rules);
        assertTrue(rules.contains("ip daddr != 192.168.122.0/24 snat ip to 10.0.0.1-10.0.0.4\n"), rules);
    }

    @Test
    void routedGuestsAreReachedFromOutside() {
        String rules = firewall("<forward mode='route' dev='ens33'/>", IP).install();
        assertTrue(rules.contains("iifname \"ens33\" oifname \"virbr7\" ip daddr 192.168.122.0/24 accept\n"), rules);
        assertFalse(rules.contains("masquerade"), rules);
    }

    @Test
    void nobodyLeavesAnIsolatedNetwork() {
        String rules = firewall("", IP + "<ip family='ipv6' address='fd00::1' prefix='64'/>").install();
        assertTrue(rules.contains("iifname \"virbr7\" meta nfproto ipv6 reject\n"), rules);
        assertFalse(rules.contains("saddr"), rules);
    }

    @Test
    void openNetworksAndHostBridgesHaveNoRules() {
        assertFalse(Firewall.needed(firewall("<forward mode='open'/>", IP).network()));
        assertFalse(Firewall.needed(Network.parse("<network><name>n</name><forward mode='bridge'/><bridge name='b'/></network>")));
    }
}
