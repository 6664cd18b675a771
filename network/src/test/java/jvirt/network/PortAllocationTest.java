package jvirt.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.api.network.Network;
import jvirt.api.network.NetworkPort;
import jvirt.api.network.NetworkPort.Plug;
import jvirt.api.network.VirtualPort;
import org.junit.jupiter.api.Test;

class PortAllocationTest {
    private static final UUID MADE = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final String SWITCH = """
            <network><name>s</name><forward mode='bridge'/><bridge name='br0'/><virtualport type='openvswitch'/>
            <portgroup name='plain' default='yes'/>
            <portgroup name='v100'><vlan><tag id='100'/></vlan><bandwidth><inbound average='9'/></bandwidth></portgroup></network>
            """;

    private static NetworkPort wanted(String inner) {
        return NetworkPort.parse("<networkport><uuid>" + UUID.randomUUID() + "</uuid><owner><name>g</name><uuid>" + MADE
                + "</uuid></owner><mac address='52:54:00:00:00:01'/>" + inner + "</networkport>");
    }

    private static NetworkPort allocate(String network, List<NetworkPort> ports, String inner) {
        return new PortAllocation(Network.parse(network), ports).allocate(wanted(inner), () -> MADE);
    }

    @Test
    void aPortGroupSaysWhatTheInterfaceDoesNot() {
        NetworkPort port = allocate(SWITCH, List.of(), "<group>v100</group>");
        assertEquals(100, port.vlan().orElseThrow().tag().getFirst().id());
        assertEquals(Optional.of(9L), port.bandwidth().orElseThrow().inbound().orElseThrow().average());
        assertEquals(Optional.of(new Plug.HostBridge("br0", Optional.empty())), port.plug());
        assertEquals(Optional.of(MADE), port.virtualport().flatMap(VirtualPort::parameters).orElseThrow().interfaceid());
        assertEquals(7, allocate(SWITCH, List.of(), "<group>v100</group><vlan><tag id='7'/></vlan>").vlan().orElseThrow().tag()
                .getFirst().id());
        assertEquals(Optional.empty(), allocate(SWITCH, List.of(), "").vlan());
    }

    @Test
    void interfacesAreSharedOutEvenly() {
        String network = "<network><name>m</name><forward mode='bridge'><interface dev='a'/><interface dev='b'/></forward></network>";
        List<NetworkPort> ports = new ArrayList<>();
        for (int i = 0; i < 4; i++) ports.add(allocate(network, ports, ""));
        PortAllocation allocation = new PortAllocation(Network.parse(network), ports);
        assertEquals(2, allocation.usersOf("a"));
        assertEquals(2, allocation.usersOf("b"));
        assertEquals(Optional.of(4), allocation.counted().connections());
        assertEquals(Optional.of(2), allocation.counted().forward().orElseThrow().interfaces().getFirst().connections());
    }

    @Test
    void whatIsGivenAwayIsGivenOnce() {
        String network = "<network><name>p</name><forward mode='passthrough'><interface dev='a'/></forward></network>";
        List<NetworkPort> ports = List.of(allocate(network, List.of(), ""));
        assertEquals("internal error: network 'p' requires exclusive access to interfaces, but none are available",
                assertThrows(VirtException.class, () -> allocate(network, ports, "")).getMessage());
    }

    @Test
    void promisesAddUp() {
        String network = "<network><name>n</name><bridge name='v0'/><bandwidth><inbound average='100'/></bandwidth></network>";
        String half = "<bandwidth><inbound average='60' floor='60'/></bandwidth>";
        List<NetworkPort> ports = List.of(allocate(network, List.of(), half));
        assertEquals("Requested operation is not valid: Cannot plug '52:54:00:00:00:01' interface into 'v0' because new combined "
                + "inbound floor=120 would overcommit average=100 on network 'n'",
                assertThrows(VirtException.class, () -> allocate(network, ports, half)).getMessage());
    }

    @Test
    void aNetworkThatRoutesHasNoSwitch() {
        String network = "<network><name>n</name><bridge name='v0'/></network>";
        assertEquals("unsupported configuration: <virtualport type='openvswitch'> not supported for network 'n' which uses IP "
                + "forwarding", assertThrows(VirtException.class,
                        () -> allocate(network, List.of(), "<virtualport type='openvswitch'/>")).getMessage());
    }
}
