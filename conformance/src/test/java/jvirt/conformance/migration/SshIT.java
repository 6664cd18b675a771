package jvirt.conformance.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jvirt.conformance.migration.Host.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our client comes over ssh to a host of stock libvirtd, whose sshd has keys of the test's own. */
class SshIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    @TempDir static Path folder;
    private static Host host;

    @BeforeAll
    static void begin() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = Host.stock(folder, 1);
        for (String name : new String[] {"host", "other", "client"}) {
            assertEquals(0, host.sh("ssh-keygen -q -t ed25519 -N '' -f " + folder.resolve(name)).status());
        }
        // what libvirt's clients call nc: it notes that it was, and does what it is for
        script("nc", "[ $# = 1 ] && exit; echo \"$@\" >> %s; shift $(($# - 2)); exec socat - \"UNIX-CONNECT:$2\""
                .formatted(folder.resolve("asked")));
        Files.writeString(folder.resolve("sshd_config"), """
                Port 22
                ListenAddress 127.0.0.1
                HostKey %1$s/host
                AuthorizedKeysFile %1$s/client.pub
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                SetEnv PATH=%1$s/bin:/usr/bin:/bin
                """.formatted(folder));
        // clients that know only the host look where libvirtd is by default
        assertEquals(0, host.sh("ln -s %1$s/host1/sock/libvirt-sock /run/libvirt/; ln -s %1$s/host1/sock/libvirt-sock-ro /run/libvirt/"
                .formatted(folder)).status());
        Outcome started = host.sh("mkdir -p /run/sshd; /usr/sbin/sshd -E %1$s/sshd.log -f %1$s/sshd_config".formatted(folder));
        assertEquals(0, started.status(), started.output());
        client("known", "host", " -i " + folder.resolve("client"));
        client("keyless", "host", " -o IdentitiesOnly=yes");
        client("wrong", "other", " -i " + folder.resolve("client"));
        Host.await("sshd", () -> jvirt("known", "", "hostname").status() == 0);
    }

    @AfterAll
    static void end() {
        if (host != null) host.close();
    }

    private static Path script(String name, String text) throws IOException {
        Path script = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(script, "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        return script;
    }

    /** An ssh that knows this key of the host's, and nothing of the user's own. */
    private static void client(String name, String hostKey, String options) throws IOException {
        Path known = Files.writeString(folder.resolve(name + ".hosts"), "127.0.0.1 " + Files.readString(folder.resolve(hostKey + ".pub")));
        script(name, "exec ssh -F /dev/null -o UserKnownHostsFile=" + known + " -o GlobalKnownHostsFile=/dev/null -o BatchMode=yes"
                + " -o IdentityAgent=none" + options + " \"$@\"");
    }

    private static Outcome jvirt(String client, String more, String words) throws IOException, InterruptedException {
        return host.sh("HOME=%s JVIRT_AOT=off %s -q -c 'qemu+ssh://root@127.0.0.1/system?command=%s%s' %s".formatted(folder,
                CHECKOUT.resolve("bin/jvirt"), folder.resolve("bin").resolve(client), more, words));
    }

    private static void assertComes(String client, String more) throws IOException, InterruptedException {
        Outcome said = jvirt(client, more, "hostname");
        assertEquals(0, said.status(), said.output());
        assertEquals(host.ask("hostname"), said.output().strip());
    }

    @Test
    void weWorkOnAStockHost() throws Exception {
        Path document = Files.writeString(folder.resolve("far.xml"), """
                <domain type='qemu'><name>far</name><memory unit='MiB'>32</memory>
                <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
                """);
        assertEquals(0, jvirt("known", "", "define " + document).status());
        assertEquals(0, jvirt("known", "", "start far --paused").status());
        assertEquals("paused", host.ask("domstate far"));
        Outcome looking = jvirt("known", "", "--readonly destroy far");
        assertTrue(looking.output().contains("read only access prevents"), looking.output());
        assertEquals(0, jvirt("known", "", "destroy far").status());
    }

    @Test
    void theFarEndIsJoinedAsTheUriSays() throws Exception {
        Path asked = folder.resolve("asked");
        assertComes("known", "");
        assertComes("known", "&proxy=auto");
        assertComes("known", "&proxy=native");
        assertFalse(Files.exists(asked));
        assertComes("known", "&proxy=netcat");
        assertEquals("-U /run/libvirt/libvirt-sock\n", Files.readString(asked));
        Files.delete(asked);
        assertComes("known", "&socket=" + folder.resolve("host1/sock/libvirt-sock") + "&netcat=" + folder.resolve("bin/nc"));
        assertTrue(Files.readString(asked).endsWith("/sock/libvirt-sock\n"), "netcat= is what is run");
        Files.delete(asked);
        Outcome both = jvirt("known", "&proxy=native&netcat=nc", "hostname");
        assertTrue(both.output().contains("netcat path not valid with native proxy mode"), both.output());
        Outcome unknown = jvirt("known", "&proxy=telnet", "hostname");
        assertTrue(unknown.output().contains("Unnkown proxy type 'telnet'"), unknown.output());
        Outcome missing = jvirt("known", "&netcat=/nosuch/nc", "hostname");
        assertNotEquals(0, missing.status());
        assertTrue(missing.output().contains("/nosuch/nc"), missing.output());
    }

    @Test
    void keysAreWhatIsBelieved() throws Exception {
        Outcome refused = jvirt("keyless", "", "hostname");
        assertNotEquals(0, refused.status());
        assertTrue(refused.output().contains("Permission denied"), refused.output());
        assertComes("keyless", "&keyfile=" + folder.resolve("client"));
        Outcome other = jvirt("wrong", "", "hostname");
        assertNotEquals(0, other.status());
        assertTrue(other.output().contains("Host key verification failed"), other.output());
        assertComes("wrong", "&no_verify=1");
    }
}
