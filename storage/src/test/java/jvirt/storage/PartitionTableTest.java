package jvirt.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import jvirt.storage.PartitionTable.Free;
import jvirt.storage.PartitionTable.Kind;
import jvirt.storage.PartitionTable.Partition;
import jvirt.storage.PartitionTable.Place;
import org.junit.jupiter.api.Test;

/** What parted 3.5 prints of a disk of 100 MiB, and where libvirt's parthelper sees the same. */
class PartitionTableTest {
    private static final String CHS = """
            CHS;
            /dev/loop0:401,144,1:loopback:512:512:msdos:Loopback device:;
            401:255:2:261kB;
            """;
    private static final String BYTES = """
            BYT;
            /dev/loop0:104857600B:loopback:512:512:msdos:Loopback device:;
            1:0B:511B:512B:free;
            1:512B:20000255B:19999744B:::;
            1:20000256B:29999615B:9999360B:free;
            2:29999616B:80000511B:50000896B:::lba;
            1:30000640B:39951359B:9950720B:free;
            5:40000000B:60000255B:20000256B:::;
            1:60000256B:80000511B:20000256B:free;
            1:80000512B:104857599B:24857088B:free;
            """;

    private static byte[] first(int... kinds) {
        byte[] sector = new byte[512];
        for (int i = 0; i < kinds.length; i++) sector[446 + 16 * i + 4] = (byte) kinds[i];
        return sector;
    }

    @Test void tellsPartitionsAndRoomApart() {
        PartitionTable table = PartitionTable.parse(BYTES, CHS, first(0x83, 0x0f));
        assertEquals(List.of(new Partition(1, Kind.PRIMARY, 512, 20_000_256), new Partition(2, Kind.EXTENDED, 29_999_616, 80_000_512),
                new Partition(5, Kind.LOGICAL, 40_000_000, 60_000_256)), table.partitions());
        // the last cylinder is not whole: it belongs to nobody
        assertEquals(List.of(new Free(false, 0, 512), new Free(false, 20_000_256, 29_999_616), new Free(true, 30_000_640, 39_951_360),
                new Free(true, 60_000_256, 80_000_512), new Free(false, 80_000_512, 104_709_120)), table.free());
        assertEquals(255 * 2 * 512, table.cylinder());
    }

    @Test void takesTheSmallestRoomAndEndsWithACylinder() {
        PartitionTable table = PartitionTable.parse(BYTES, CHS, first(0x83, 0x0f));
        Place small = table.place(5 << 20).orElseThrow();
        assertEquals(20_000_256, small.start());
        assertEquals(0, (small.end() + 1) % table.cylinder());
        assertTrue(small.end() - small.start() + 1 >= 5 << 20);
        assertEquals(80_000_512, table.place(15 << 20).orElseThrow().start());
        assertEquals(Optional.empty(), table.place(30 << 20));
    }

    @Test void theFifthPartitionIsALogicalOne() {
        PartitionTable table = new PartitionTable("msdos", 261_120, List.of(new Partition(1, Kind.PRIMARY, 512, 1024),
                new Partition(2, Kind.PRIMARY, 1024, 2048), new Partition(3, Kind.PRIMARY, 2048, 4096),
                new Partition(4, Kind.EXTENDED, 4096, 90_000_000)), List.of(new Free(true, 4608, 90_000_000), new Free(false, 90_000_000, 100_000_000)));
        assertTrue(table.nextIsLogical());
        // behind a sector that says where the next one is
        assertEquals(4608 + 512, table.place(1 << 20).orElseThrow().start());
    }
}
