package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.host.ConfFile;
import org.junit.jupiter.api.Test;

class DaemonConfTest {
    private static DaemonConf conf(String text) {
        return new DaemonConf(ConfFile.parse("jvirtd.conf", text));
    }

    @Test
    void whatIsNotSaidIsAsInLibvirtd() {
        DaemonConf conf = conf("");
        assertEquals(5000, conf.limits().clients());
        assertEquals("rwx------", PosixFilePermissions.toString(conf.socketMode()));
        assertEquals("rwxrwxrwx", PosixFilePermissions.toString(conf.readOnlySocketMode()));
        assertEquals(Optional.empty(), conf.tlsAddress());
    }

    @Test
    void aFileOfLibvirtdsIsUnderstood() {
        DaemonConf conf = conf("""
                # who may connect
                unix_sock_rw_perms = "0770"
                listen_tls = 1
                tls_port = "16600"
                listen_addr = "127.0.0.1"
                max_clients = 20
                tls_allowed_dn_list = ["CN=a", "CN=b*"]
                """);
        assertEquals("rwxrwx---", PosixFilePermissions.toString(conf.socketMode()));
        assertEquals(16600, conf.tlsAddress().orElseThrow().getPort());
        assertEquals(20, conf.limits().clients());
        assertEquals(2, conf.tlsNames().size());
    }

    @Test
    void aWrongModeIsNamed() {
        var error = assertThrows(VirtException.class, () -> conf("unix_sock_rw_perms = \"rwx\"").socketMode());
        assertEquals(true, error.getMessage().contains("'rwx' of unix_sock_rw_perms"), error::getMessage);
    }
}
