package jvirt.qemu.save;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SaveFileTest {
    @TempDir Path folder;

    @Test
    void theHeadIsWrittenMarkedAndChanged() throws Exception {
        Path file = folder.resolve("s");
        SaveFile head = SaveFile.of("<domain>ä</domain>", true);
        head.write(file);
        Files.writeString(file, Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1) + "STATE",
                java.nio.charset.StandardCharsets.ISO_8859_1);
        VirtException incomplete = assertThrows(VirtException.class, () -> SaveFile.read(file).requireWhole());
        assertEquals("operation failed: save image is incomplete", incomplete.getMessage());
        SaveFile.markWhole(file);
        SaveFile read = SaveFile.read(file).requireWhole();
        assertEquals("<domain>ä</domain>", read.document());
        assertTrue(read.running());
        read.with("<domain>longer than before</domain>", false).write(file);
        SaveFile changed = SaveFile.read(file).requireWhole();
        assertEquals("<domain>longer than before</domain>", changed.document());
        assertFalse(changed.running());
        assertEquals(head.stateOffset(), changed.stateOffset());
        byte[] bytes = Files.readAllBytes(file);
        assertEquals("STATE", new String(bytes, (int) changed.stateOffset(), 5, java.nio.charset.StandardCharsets.US_ASCII));
        assertThrows(VirtException.class, () -> read.with("x".repeat(80_000), true));
    }

    @Test
    void whatIsNoSaveFileIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("x"), "short");
        assertEquals("operation failed: failed to read qemu header",
                assertThrows(VirtException.class, () -> SaveFile.read(file)).getMessage());
        Path other = Files.writeString(folder.resolve("y"), "x".repeat(200));
        assertEquals("operation failed: image magic is incorrect",
                assertThrows(VirtException.class, () -> SaveFile.read(other)).getMessage());
    }
}
