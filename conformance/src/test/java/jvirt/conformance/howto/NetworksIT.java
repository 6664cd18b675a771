package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guide's sections 2 and 3: the host bridge on Open vSwitch, networks, and guests that meet there or must not. */
class NetworksIT {
    private static final String ROUTE = """
            <network>
              <name>route</name>
              <forward dev='ens33' mode='route'>
                <interface dev='ens33'/>
              </forward>
              <bridge name='virbr1' stp='on' delay='0'/>
              <ip address='192.168.1.225' netmask='255.255.255.224'>
                <dhcp><range start='192.168.1.240' end='192.168.1.254'/></dhcp>
              </ip>
            </network>
            """;
    private static final String LOCALBR = """
            <network>
              <name>localbr</name>
              <forward mode='bridge'/>
              <bridge name='localbr'/>
              <virtualport type='openvswitch'/>
              <portgroup name='no-vlan' default='yes'></portgroup>
              <portgroup name='vlan-100'><vlan><tag id='100'/></vlan></portgroup>
              <portgroup name='vlan-200'><vlan><tag id='200'/></vlan></portgroup>
            </network>
            """;
    private static final String BR0 = """
            <network>
              <name>br0</name>
              <forward mode='bridge'/>
              <bridge name='br0'/>
              <virtualport type='openvswitch'/>
            </network>
            """;
    private static final String NAT = """
            <network>
              <name>nat</name>
              <forward mode='nat'/>
              <bridge name='virbr2'/>
              <ip address='192.168.122.1' netmask='255.255.255.0'>
                <dhcp><range start='192.168.122.2' end='192.168.122.254'/></dhcp>
              </ip>
            </network>
            """;

    @ParameterizedTest @EnumSource void theGuidesNetworks(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            hostBridge(stage);
            for (String[] network : new String[][] {{"br0", BR0}, {"localbr", LOCALBR}, {"route", ROUTE}, {"nat", NAT}}) {
                assertTrue(tools.virsh(stage, "net-define " + stage.file(network[0] + ".xml", network[1])).contains("Network " + network[0] + " defined"));
                assertTrue(tools.virsh(stage, "net-start " + network[0]).contains("Network " + network[0] + " started"));
                assertTrue(tools.virsh(stage, "net-autostart " + network[0]).contains("Network " + network[0] + " marked as autostarted"));
            }
            String list = tools.virsh(stage, "net-list");
            for (String name : new String[] {"br0", "localbr", "route", "nat"}) {
                assertTrue(list.lines().anyMatch(line -> line.matches(" " + name + " +active +yes +yes *")), list);
            }
            portGroups(stage, tools, files);
            nat(stage, tools, files);
            route(stage, tools, files);
        }
    }

    /** Section 2: {@code br0} is a switch, {@code em1} is its port, it takes an address by DHCP. */
    private static void hostBridge(Stage stage) throws Exception {
        stage.ok("ovs-vsctl add-br br0 -- set bridge br0 datapath_type=netdev -- add-port br0 em1");
        stage.ok("ovs-vsctl add-br localbr -- set bridge localbr datapath_type=netdev");
        stage.ok("ip link set br0 up; ip link set localbr up");
        stage.file("lease.sh", "#!/bin/sh\n[ \"$1\" = bound ] && ip addr replace $ip/24 dev $interface\nexit 0\n").toFile().setExecutable(true);
        stage.ok("busybox udhcpc -q -n -t 20 -T 1 -i br0 -s " + stage.dir().resolve("files/lease.sh"));
        assertTrue(stage.ok("ovs-vsctl list-ports br0").contains("em1"));
        assertTrue(stage.ok("ip -4 addr show br0").contains("10.44.0.1"));
    }

    /** A DHCP server guest serves its VLAN, and nobody on another one. */
    private static void portGroups(Stage stage, Tools tools, GuestFiles files) throws Exception {
        tools.guest(stage, files, "server", "guest.ip=192.168.50.1/24 guest.dhcpd=192.168.50.100,192.168.50.150", "--network network=localbr,portgroup=vlan-100");
        tools.guest(stage, files, "client", "", "--network network=localbr,portgroup=vlan-100");
        tools.guest(stage, files, "stranger", "guest.ip=192.168.50.2/24", "--network network=localbr,portgroup=vlan-200");
        try (Terminal server = new Terminal(stage, "server").ready(); Terminal client = new Terminal(stage, "client").ready();
                Terminal stranger = new Terminal(stage, "stranger").ready()) {
            client.run("for i in $(seq 60); do ip -4 addr show | grep -q '192.168.50.1[0-5][0-9]' && break; sleep 1; done; ip -4 addr show | grep 192.168.50.1");
            client.run("ping -c 3 -W 5 192.168.50.1");
            assertNotEquals(0, stranger.type("ping -c 3 -W 2 192.168.50.1").status(), "a guest on vlan-200 reached one on vlan-100");
            assertEquals(0, server.type("true").status());
        }
        for (String name : new String[] {"server", "client", "stranger"}) {
            tools.virsh(stage, "destroy " + name);
            tools.virsh(stage, "undefine " + name);
        }
    }

    /** A guest behind NAT gets a lease, resolves names, and reaches an address outside. */
    private static void nat(Stage stage, Tools tools, GuestFiles files) throws Exception {
        tools.guest(stage, files, "inner", "", "--network network=nat");
        try (Terminal inner = new Terminal(stage, "inner").ready()) {
            inner.run("for i in $(seq 60); do ip -4 addr show | grep -q 192.168.122 && break; sleep 1; done; ip -4 addr show | grep 192.168.122");
            assertTrue(tools.virsh(stage, "net-dhcp-leases nat").contains("192.168.122."));
            inner.run("nslookup outside.example 192.168.122.1");
            inner.run("ping -c 3 -W 5 10.44.0.1");
        }
        tools.virsh(stage, "destroy inner");
        tools.virsh(stage, "undefine inner");
    }

    /** A guest on the routed network is reached from outside, through the route. */
    private static void route(Stage stage, Tools tools, GuestFiles files) throws Exception {
        tools.guest(stage, files, "routed", "", "--network network=route");
        try (Terminal routed = new Terminal(stage, "routed").ready()) {
            routed.run("for i in $(seq 60); do ip -4 addr show | grep -q 192.168.1.2 && break; sleep 1; done");
            String address = routed.await("inet (192\\.168\\.1\\.2[45]\\d)/|GUEST-LEASE (192\\.168\\.1\\.2[45]\\d)").group().replaceAll(".*[ ]", "").replace("/", "");
            assertEquals(0, stage.lan("ip route add 192.168.1.224/27 via 10.45.0.2").status());
            Stage.Outcome ping = stage.lan("ping -c 3 -W 5 " + address);
            assertEquals(0, ping.status(), ping.output());
        }
        tools.virsh(stage, "destroy routed");
        tools.virsh(stage, "undefine routed");
    }
}
