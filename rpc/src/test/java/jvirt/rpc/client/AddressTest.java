package jvirt.rpc.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import org.junit.jupiter.api.Test;

class AddressTest {
    @Test void noHostIsTheUnixSocket() {
        Address address = Address.parse("qemu+unix:///system?socket=/tmp/a%20b");
        assertEquals("unix", address.transport());
        assertEquals(Path.of("/tmp/a b"), address.socket(false));
        assertEquals("qemu:///system", address.inner());
    }

    @Test void aHostIsTlsUnlessTheSchemeSaysOtherwise() {
        assertEquals("tls", Address.parse("qemu://host/system").transport());
        Address ssh = Address.parse("qemu+ssh://root@[fe80::1]:2222/system");
        assertEquals("ssh", ssh.transport());
        assertEquals(Optional.of("root"), ssh.user());
        assertEquals(Optional.of("fe80::1"), ssh.host());
        assertEquals(2222, ssh.port());
        assertEquals("qemu:///system", ssh.inner());
    }

    @Test void nonsenseIsRefused() {
        var refused = assertThrows(VirtException.class, () -> Address.parse("qemu:///sys tem"));
        assertTrue(refused.getMessage().contains("Unable to parse URI"), refused.getMessage());
    }

    @Test void nothingOfTheUriIsAnOptionOfSshOrAWordOfTheFarShell() throws Exception {
        List<String> words = SshTransport.command(Address.parse("qemu+ssh://-oProxyCommand%3Dx@host/system?socket=/a'%3Breboot%3B'"), false);
        assertEquals("--", words.get(words.size() - 3));
        assertEquals(List.of("-l", "-oProxyCommand=x"), words.subList(1, 3));
        String script = shell(words.getLast().replaceFirst("^sh -c ", "printf %s "));
        assertEquals("/a';reboot;'", shell(script.substring(0, script.indexOf("; ")) + "; printf %s \"$s\""));
    }

    private static String shell(String command) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", command).start();
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
}
