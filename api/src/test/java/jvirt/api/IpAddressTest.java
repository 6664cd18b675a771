package jvirt.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IpAddressTest {
    @Test
    void printsAsTheCLibraryDoes() {
        for (String text : new String[] {"0.0.0.0", "192.168.122.1", "255.255.255.255", "::", "::1", "fe80::", "2001:db8::1",
            "2001:db8:0:1:1:1:1:1", "2001:0:0:1::1", "1:2:3:4:5:6:7:8"}) {
            assertEquals(text, IpAddress.parse(text).toString());
        }
        assertEquals("2001:db8:ac10:fd01::1:24", IpAddress.parse("2001:DB8:AC10:FD01:0:0:1:24").toString());
    }

    @Test
    void anyAddressGoesThereAndBack() throws UnknownHostException {
        Random random = new Random(1);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextBoolean() ? 4 : 16];
            random.nextBytes(bytes);
            for (int zero = random.nextInt(bytes.length); zero < bytes.length && random.nextInt(3) > 0; zero++) bytes[zero] = 0;
            IpAddress address = IpAddress.ofBytes(bytes);
            assertEquals(address, IpAddress.parse(address.toString()), address::toString);
            assertEquals(InetAddress.getByAddress(bytes), address.toInet());
        }
    }

    @Test
    void addressesOfIpv4WithinIpv6AreShown() {
        for (String text : new String[] {"::ffff:10.1.2.3", "::10.1.2.3", "::", "::1", "1::a01:203", "::ffff:0:a01:203"}) {
            assertEquals(text, IpAddress.parse(text).toString());
        }
    }

    @Test
    void networksAndMasks() {
        IpAddress address = IpAddress.parse("192.168.1.225");
        assertEquals("255.255.255.224", address.mask(27).toString());
        assertEquals("192.168.1.224", address.network(27).toString());
        assertEquals("192.168.1.255", address.broadcast(27).toString());
        assertEquals("0.0.0.0", address.mask(0).toString());
        assertEquals(Optional.of(27), IpAddress.parse("255.255.255.224").prefixOfMask());
        assertEquals(Optional.empty(), IpAddress.parse("255.0.255.0").prefixOfMask());
        assertEquals("ffff:ffff:ffff:ffff:fff0::", IpAddress.parse("::").mask(76).toString());
        assertEquals(Optional.of(76), IpAddress.parse("ffff:ffff:ffff:ffff:fff0::").prefixOfMask());
    }

    @Test
    void whatIsNoAddressIsNone() {
        for (String text : new String[] {"", "1.2.3", "1.2.3.256", "a.b.c.d", "::g", "localhost", "fe80::1%eth0"}) {
            assertEquals(Optional.empty(), IpAddress.find(text), text);
        }
    }
}
