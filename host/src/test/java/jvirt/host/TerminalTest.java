package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Two ends of a pseudo terminal. */
class TerminalTest {
    /** asm-generic/ioctls.h */
    private static final long TIOCSPTLCK = 0x4004_5431L;
    private static final long TIOCGPTN = 0x8004_5430L;

    @Test
    void bytesGoThroughUnchangedBothWaysAndTheEndIsSeen() throws Exception {
        Descriptor master = Libc.open("/dev/ptmx", Libc.O_RDWR | Libc.O_NOCTTY, 0);
        Path path;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(ValueLayout.JAVA_INT);
            Libc.ioctl(master.number(), TIOCSPTLCK, number, "unlock");
            Libc.ioctl(master.number(), TIOCGPTN, number, "number");
            path = Path.of("/dev/pts/" + number.get(ValueLayout.JAVA_INT, 0));
        }
        Terminal one = Terminal.open(path);
        assertArrayEquals(new byte[0], one.readNow().orElseThrow());
        assertFalse(Poller.await(master, Poller.Interest.READ, Duration.ofMillis(1)));
        byte[] text = {'a', 3, '\n', 4, '\r', (byte) 0xff};
        one.write(text);
        assertTrue(Poller.await(master, Poller.Interest.READ, Duration.ofSeconds(5)));
        master.close();
        assertTrue(one.read().isEmpty());
        one.close();
    }
}
