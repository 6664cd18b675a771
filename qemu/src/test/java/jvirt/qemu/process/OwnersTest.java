package jvirt.qemu.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.host.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnersTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);
    private static final Account OTHER = new Account(64055, 109);

    @TempDir Path folder;

    @Test
    void aSharedImageGoesBackWithItsLastUserAndARestartForgetsNothing() throws Exception {
        assumeTrue(Account.own().root(), "only root gives files away");
        Path image = Files.writeString(folder.resolve("image"), "x");
        Path memory = folder.resolve("owners");
        Owners owners = Owners.open(memory, OTHER);
        owners.give(image, ONE);
        owners.give(image, TWO);
        assertEquals(64055, Files.getAttribute(image, "unix:uid"));
        owners.takeBack(ONE);
        assertEquals(64055, Files.getAttribute(image, "unix:uid"));
        Owners again = Owners.open(memory, OTHER);
        assertEquals(List.of(TWO), again.users());
        again.takeBack(TWO);
        assertEquals(0, Files.getAttribute(image, "unix:uid"));
        assertEquals(0, Files.getAttribute(image, "unix:gid"));
    }

    @Test
    void aFileThatIsNotThereIsNamed() throws Exception {
        Owners owners = Owners.open(folder.resolve("owners"), OTHER);
        VirtException absent = assertThrows(VirtException.class, () -> owners.give(folder.resolve("none"), ONE));
        assertTrue(absent.getMessage().contains("/none: No such file or directory"), absent.getMessage());
    }
}
