package jvirt.cli.install.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitrdTest {
    @Test void filesStandInAnArchiveBehindTheFirst(@TempDir Path folder) throws Exception {
        Path initrd = Files.writeString(folder.resolve("initrd"), "first");
        Path kickstart = Files.writeString(folder.resolve("ks.cfg"), "text\n");
        Initrd.inject(initrd, List.of(kickstart));
        byte[] all = Files.readAllBytes(initrd);
        assertEquals("first", new String(all, 0, 5, StandardCharsets.US_ASCII));
        byte[] archive = new GZIPInputStream(new ByteArrayInputStream(Arrays.copyOfRange(all, 5, all.length))).readAllBytes();
        assertEquals(0, archive.length % 4);
        String text = new String(archive, StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("07070100000001000081A4"), text);
        assertEquals(110, text.indexOf("ks.cfg"));
        assertEquals("text\n", text.substring(120, 125));        // 110 + "ks.cfg" and its 0, up to a multiple of four
        assertTrue(text.contains("TRAILER!!!"));
    }
}
