package jvirt.qemu.firmware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirmwaresTest {
    @TempDir Path packages;
    @TempDir Path administrator;

    private static String description(String file, String... features) {
        return """
                {"description":"d","interface-types":["uefi"],"mapping":{"device":"flash",
                 "executable":{"filename":"%s","format":"raw"},"nvram-template":{"filename":"v","format":"raw"}},
                 "targets":[{"architecture":"x86_64","machines":["pc-q35-*"]}],"features":[%s],"tags":[]}
                """.formatted(file, features.length == 0 ? "" : "\"" + String.join("\",\"", features) + "\"");
    }

    private Firmwares read() {
        return Firmwares.read(List.of(packages, administrator));
    }

    @Test
    void theAdministratorsFilesGoFirstAndAnEmptyOneHides() throws Exception {
        Files.writeString(packages.resolve("10-a.json"), description("/a"));
        Files.writeString(packages.resolve("20-b.json"), description("/b", "requires-smm"));
        Files.writeString(packages.resolve("30-c.json"), description("/c"));
        Files.writeString(administrator.resolve("10-a.json"), description("/mine"));
        Files.writeString(administrator.resolve("30-c.json"), "");
        assertEquals(List.of("/mine", "/b"), read().files());
        assertTrue(read().hasFeature("requires-smm"));
    }

    @Test
    void onlyThoseForTheMachine() throws Exception {
        Files.writeString(packages.resolve("a.json"), description("/a"));
        assertEquals(List.of("/a"), read().of("x86_64", "pc-q35-7.2").files());
        assertEquals(List.of(), read().of("x86_64", "pc-i440fx-7.2").files());
        assertEquals(List.of(), read().of("i686", "pc-q35-7.2").files());
    }

    @Test
    void aBrokenFileIsNamed() throws Exception {
        Files.writeString(packages.resolve("a.json"), "{");
        var error = assertThrows(VirtException.class, this::read);
        assertTrue(error.getMessage().contains("a.json"), error::getMessage);
    }
}
