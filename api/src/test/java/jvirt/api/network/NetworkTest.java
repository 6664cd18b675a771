package jvirt.api.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import jvirt.api.VirtException;
import jvirt.api.xml.View;
import org.junit.jupiter.api.Test;

class NetworkTest {
    private static String refusal(String xml) {
        return assertThrows(VirtException.class, () -> NetworkRules.validate(Network.parse(xml))).getMessage();
    }

    @Test
    void whatIsLeftOutIsPrintedAsLibvirtDoes() {
        Network network = Network.parse("""
                <network><name>route</name><forward dev='ens33' mode='route'><interface dev='ens33'/></forward>
                <bridge name='virbr1' stp='on' delay='0'/>
                <ip address='192.168.1.225' netmask='255.255.255.224'>
                <dhcp><range start='192.168.1.240' end='192.168.1.254'/></dhcp></ip></network>""");
        assertEquals("""
                <network>
                  <name>route</name>
                  <forward dev='ens33' mode='route'>
                    <interface dev='ens33'/>
                  </forward>
                  <bridge name='virbr1' stp='on' delay='0'/>
                  <ip address='192.168.1.225' netmask='255.255.255.224'>
                    <dhcp>
                      <range start='192.168.1.240' end='192.168.1.254'/>
                    </dhcp>
                  </ip>
                </network>
                """, network.format(View.INACTIVE));
        assertEquals(27, network.ip().getFirst().prefixLength());
    }

    @Test
    void connectionsAreOfTheRunningNetwork() {
        Network network = Network.parse("<network connections='7'><name>a</name></network>").withConnections(2);
        assertEquals("<network connections='2'>", network.format(View.LIVE).lines().findFirst().orElseThrow());
        assertEquals("<network>", network.format(View.INACTIVE).lines().findFirst().orElseThrow());
    }

    @Test
    void refusalsAreInLibvirtsWords() {
        assertEquals("missing name information", refusal("<network/>"));
        assertEquals("nat forwarding requested, but no IP address provided for network 'a'",
                refusal("<network><name>a</name><forward/></network>").replace("XML error: ", ""));
        assertEquals("XML error: Invalid address 'x' in network 'a'", refusal("<network><name>a</name><ip address='x'/></network>"));
        assertEquals("internal error: range 10.0.0.2 - 10.0.1.9 is not entirely within network 10.0.0.1/24",
                refusal("<network><name>a</name><ip address='10.0.0.1' netmask='255.255.255.0'><dhcp>"
                        + "<range start='10.0.0.2' end='10.0.1.9'/></dhcp></ip></network>"));
        assertEquals("unsupported configuration: Unsupported <ip> element in network a with forward mode='bridge'",
                refusal("<network><name>a</name><forward mode='bridge'/><bridge name='b'/><ip address='10.0.0.1'/></network>"));
        assertEquals("unsupported configuration: <vlan> element specified for network a, whose type doesn't support vlan "
                + "configuration", refusal("<network><name>a</name><vlan><tag id='1'/></vlan></network>"));
    }

    @Test
    void portProfilesMerge() {
        var own = Network.parse("<network><name>a</name><forward mode='bridge'/><bridge name='b'/>"
                + "<virtualport type='openvswitch'><parameters profileid='p'/></virtualport></network>").virtualport();
        var other = Network.parse("<network><name>a</name><forward mode='bridge'/><bridge name='b'/>"
                + "<virtualport type='802.1Qbh'/></network>").virtualport();
        assertEquals(own, VirtualPort.merge(own, own, java.util.Optional.empty()));
        assertEquals("XML error: attempt to merge virtualports with mismatched types (openvswitch and 802.1Qbh)",
                assertThrows(VirtException.class, () -> VirtualPort.merge(own, other, java.util.Optional.empty())).getMessage());
    }
}
