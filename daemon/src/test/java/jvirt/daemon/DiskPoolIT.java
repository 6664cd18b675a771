package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jvirt.daemon.RunningDaemon.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A pool that is a disk: a loop device of the test's own, whose partitions stock virsh makes and removes. */
class DiskPoolIT {
    private static final long SIZE = 100 << 20;

    private static RunningDaemon daemon;
    private static String disk = "";

    @BeforeAll
    static void begin() throws Exception {
        daemon = RunningDaemon.start();
        Path image = daemon.root().resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        Said loop = RunningDaemon.say(List.of("losetup", "--find", "--show", image.toString()));
        Assumptions.assumeTrue(loop.status() == 0, "no loop device: " + loop.error());
        disk = loop.output();
    }

    @AfterAll
    static void end() throws Exception {
        if (!disk.isEmpty()) RunningDaemon.say(List.of("losetup", "-d", disk));
        daemon.close();
    }

    private static String refused(String... words) {
        Said said = daemon.virsh(words);
        assertNotEquals(0, said.status(), String.join(" ", words));
        return said.error();
    }

    private static String partition(int number) {
        return Path.of(disk).getFileName() + "p" + number;
    }

    private static long figure(String name) {
        return daemon.ok("pool-info", "--bytes", "d").lines().filter(line -> line.startsWith(name)).mapToLong(line ->
                Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    @Test
    void partitionsAreVolumes() throws Exception {
        daemon.ok("pool-define-as", "d", "disk", "--source-dev", disk, "--target", "/dev");
        assertTrue(refused("pool-start", "d").contains("Unrecognized disk label found, requires build"));
        daemon.ok("pool-build", "d");
        assertTrue(refused("pool-build", "d").contains("Disk label already formatted using 'dos'"));
        daemon.ok("pool-start", "d");
        assertTrue(refused("vol-create-as", "d", "other", "10M").contains("invalid partition name 'other', expected '" + partition(1) + "'"));
        assertEquals("", daemon.ok("vol-list", "d"));
        long free = figure("Available");
        daemon.ok("vol-create-as", "d", partition(1), "10M");
        daemon.ok("vol-create-as", "d", partition(2), "10M", "--format", "linux-swap");
        daemon.ok("vol-create-as", "d", partition(3), "40M", "--format", "extended");
        daemon.ok("vol-create-as", "d", partition(4), "10M");
        // the four that the table has are taken: the next one lies in the extended one
        daemon.ok("vol-create-as", "d", partition(5), "10M");
        assertTrue(figure("Available") < free - (40 << 20));
        Path content = Files.writeString(daemon.root().resolve("content"), "on a partition");
        daemon.ok("vol-upload", partition(5), content.toString(), "--pool", "d");
        String extent = daemon.ok("vol-dumpxml", partition(5), "d").replaceAll("(?s).*<extent start='(\\d+)'.*", "$1");
        byte[] there = new byte[(int) Files.size(content)];
        try (RandomAccessFile whole = new RandomAccessFile(disk, "r")) {
            whole.seek(Long.parseLong(extent));
            whole.readFully(there);
        }
        assertEquals("on a partition", new String(there));
        assertTrue(refused("vol-create-as", "d", partition(6), "900M").contains("no large enough free extent"));
        daemon.ok("vol-delete", partition(2), "d");
        assertEquals(4, daemon.ok("vol-list", "d").lines().count());
        daemon.ok("pool-destroy", "d");
        daemon.ok("pool-delete", "d");
        assertTrue(refused("pool-start", "d").contains("requires build"));
    }
}
