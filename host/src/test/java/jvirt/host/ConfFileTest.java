package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class ConfFileTest {
    @Test
    void numbersTextsAndListsAreRead() {
        ConfFile file = ConfFile.parse("qemu.conf", """
                # a comment
                user = "root"   # behind
                dynamic_ownership=0
                ids = [ "a",
                  'b', 3 ]
                empty = []
                """);
        assertEquals(Optional.of("root"), file.text("user"));
        assertEquals(0, file.number("dynamic_ownership", 1));
        assertEquals(List.of("a", "b", "3"), file.list("ids"));
        assertEquals(List.of(), file.list("empty"));
        assertTrue(file.flag("absent", true));
    }

    @Test
    void whatIsWrongIsNamedWithItsLine() {
        VirtException wrong = assertThrows(VirtException.class, () -> ConfFile.parse("qemu.conf", "a = 1\nb \"x\"\n"));
        assertEquals("configuration file syntax error: qemu.conf:2: expecting an assignment", wrong.getMessage());
        assertThrows(VirtException.class, () -> ConfFile.parse("f", "a = \"x"));
        assertThrows(VirtException.class, () -> ConfFile.parse("f", "a = [ \"x\""));
        assertThrows(VirtException.class, () -> ConfFile.parse("f", "a = 1 b = 2"));
    }
}
