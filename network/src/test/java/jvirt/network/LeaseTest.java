package jvirt.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private static final long NOW = 1000;

    private static List<Lease> leases(String... lines) {
        return Lease.parse(Stream.of(lines), NOW);
    }

    @Test
    void bothFamiliesAreRead() {
        List<Lease> leases = leases(
                "2000 52:54:00:00:00:01 192.168.122.9 nine 01:52:54:00:00:00:01",
                "0 52:54:00:00:00:02 192.168.122.10 * *",
                "duid 00:01:00:01:2e:aa:bb:cc:52:54:00:00:00:03",
                "2000 7654321 fd00::10 six 00:01:00:01:2e:aa:bb:cc:52:54:00:00:00:04",
                "2000 7654321 fd00::11 * 00:03:00:01:52:54:00:00:00:05");
        assertEquals(4, leases.size());
        assertEquals(new Lease(2000, MacAddress.find("52:54:00:00:00:01"), Optional.empty(), IpAddress.parse("192.168.122.9"),
                Optional.of("nine"), Optional.of("01:52:54:00:00:00:01")), leases.get(0));
        assertEquals(new Lease(0, MacAddress.find("52:54:00:00:00:02"), Optional.empty(), IpAddress.parse("192.168.122.10"),
                Optional.empty(), Optional.empty()), leases.get(1));
        assertEquals(MacAddress.find("52:54:00:00:00:04"), leases.get(2).mac());
        assertEquals(Optional.of("7654321"), leases.get(2).iaid());
        assertEquals(MacAddress.find("52:54:00:00:00:05"), leases.get(3).mac());
    }

    @Test
    void whatIsOverOrIsNoLeaseIsPassedOver() {
        assertEquals(List.of(), leases("999 52:54:00:00:00:01 192.168.122.9 * *", "", "garbage", "x y z 1 2", "duid 00:01"));
    }
}
