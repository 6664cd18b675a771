package jvirt.network.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.host.net.PacketSocket.Frame;
import org.junit.jupiter.api.Test;

class SightingTest {
    private static final MacAddress GUEST = MacAddress.parse("52:54:00:00:00:07");
    private static final MacAddress OTHER = MacAddress.parse("52:54:00:00:00:08");
    private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.7");
    private static final IpAddress SERVER = IpAddress.parse("10.0.0.1");

    private static ByteBuffer frame(MacAddress from, int type) {
        return ByteBuffer.allocate(400).put(new byte[6]).put(from.bytes()).putShort((short) type);
    }

    private static ByteBuffer packet(MacAddress from, IpAddress source, int protocol) {
        ByteBuffer frame = frame(from, 0x0800);
        return frame.put((byte) 0x45).put(new byte[8]).put((byte) protocol).putShort((short) 0).put(source.bytes()).put(new byte[4]);
    }

    private static ByteBuffer dhcp(MacAddress from, boolean answer, int type, IpAddress client, IpAddress lent) {
        ByteBuffer frame = packet(from, answer ? SERVER : client, 17);
        frame.putShort((short) (answer ? 67 : 68)).putShort((short) (answer ? 68 : 67)).putInt(0);
        frame.put(new byte[12]).put(client.bytes()).put(lent.bytes()).put(SERVER.bytes()).put(new byte[4]);
        frame.put(GUEST.bytes()).put(new byte[10 + 64 + 128]).putInt(0x63825363);
        frame.put((byte) 0).put(new byte[] {53, 1, (byte) type});
        frame.put(new byte[] {51, 4}).putInt(3600);
        return frame.put((byte) 50).put((byte) 4).put(ADDRESS.bytes()).put((byte) 255);
    }

    private static Optional<Sighting> seen(ByteBuffer frame, boolean toGuest) {
        byte[] bytes = new byte[frame.position()];
        frame.get(0, bytes);
        return Sighting.of(new Frame(toGuest, bytes), GUEST);
    }

    private static final IpAddress NONE = IpAddress.parse("0.0.0.0");

    @Test
    void whatTheGuestSendsHasItsAddress() {
        assertEquals(Optional.of(new Sighting.Used(ADDRESS)), seen(packet(GUEST, ADDRESS, 6), false));
        assertEquals(Optional.empty(), seen(packet(OTHER, ADDRESS, 6), false), "another card's");
        assertEquals(Optional.empty(), seen(packet(GUEST, ADDRESS, 6), true), "on the way to it");
        assertEquals(Optional.empty(), seen(packet(GUEST, NONE, 6), false));
        assertEquals(Optional.empty(), seen(packet(GUEST, IpAddress.parse("255.255.255.255"), 6), false));
    }

    @Test
    void soDoesItsQuestionForOthers() {
        ByteBuffer frame = frame(GUEST, 0x0806).putShort((short) 1).putShort((short) 0x0800).putShort((short) 0x0604).putShort((short) 1);
        frame.put(GUEST.bytes()).put(ADDRESS.bytes()).put(new byte[6]).put(SERVER.bytes());
        assertEquals(Optional.of(new Sighting.Used(ADDRESS)), seen(frame, false));
    }

    @Test
    void onlyAServerLends() {
        assertEquals(Optional.of(new Sighting.Lent(ADDRESS, SERVER, Optional.of(Duration.ofHours(1)))),
                seen(dhcp(OTHER, true, 5, NONE, ADDRESS), true));
        assertEquals(Optional.empty(), seen(dhcp(OTHER, true, 5, NONE, ADDRESS), false), "a guest that plays the server");
        assertEquals(Optional.empty(), seen(dhcp(OTHER, true, 2, NONE, ADDRESS), true), "an offer");
    }

    @Test
    void theGuestGivesBack() {
        assertEquals(Optional.of(new Sighting.GivenBack(ADDRESS)), seen(dhcp(GUEST, false, 7, ADDRESS, NONE), false));
        assertEquals(Optional.of(new Sighting.GivenBack(ADDRESS)), seen(dhcp(GUEST, false, 4, NONE, NONE), false));
    }

    /** Frames come from the guest: whatever is in them, nothing but a sighting comes of it. */
    @Test
    void brokenFramesSayNothing() {
        Random random = new Random(3);
        byte[] whole = dhcp(OTHER, true, 5, NONE, ADDRESS).array();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
            for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Sighting.of(new Frame(random.nextBoolean(), bytes), GUEST);
        }
    }
}
