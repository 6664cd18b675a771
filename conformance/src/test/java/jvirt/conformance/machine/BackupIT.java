package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jvirt.client.Domain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a machine whose disk is written to meanwhile: what is pushed or pulled is the disk as it was, or what has changed on it. */
class BackupIT {
    private static final String NAME = "backup-it";
    /** Nobody writes but we: {@code VIR_DOMAIN_START_PAUSED}. */
    private static final int PAUSED = 1;

    @TempDir Path folder;
    private LiveDaemon daemon;
    private Domain guest;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        LiveDaemon.shell("qemu-img create -q -f qcow2 " + file("disk.qcow2") + " 32M");
        certificates();
        daemon = LiveDaemon.start(folder.resolve("root"));
        guest = daemon.connection().domains().define("""
                <domain type='qemu'><name>%s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
                <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>
                <target dev='vda' bus='virtio'/></disk></devices></domain>
                """.formatted(NAME, file("disk.qcow2")), 0);
        guest.start(PAUSED);
        fill('a', 0, 8);
        port = freePort();
    }

    /** The daemon's qemu.conf names them, before it starts. */
    private void certificates() throws Exception {
        Path etc = Files.createDirectories(folder.resolve("root/etc"));
        Path pki = Files.createDirectories(folder.resolve("pki"));
        Files.writeString(etc.resolve("qemu.conf"), "backup_tls_x509_cert_dir = \"" + pki + "\"\nbackup_tls_x509_verify = 0\n");
        LiveDaemon.shell("""
                cd %s && openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=ca -keyout ca-key.pem -out ca-cert.pem 2>/dev/null
                openssl req -newkey rsa:2048 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout server-key.pem -out server.csr 2>/dev/null
                openssl x509 -req -days 2 -in server.csr -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial -copy_extensions copy -out server-cert.pem 2>/dev/null
                chmod 644 *.pem
                """.formatted(pki));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    /** Fills mebibytes of the disk, through the device that the guest has. */
    private void fill(char with, int from, int count) throws Exception {
        String said = daemon.virsh("qemu-monitor-command %s --hmp 'qemu-io -d %s \"write -P %d %dM %dM\"'".formatted(NAME,
                "/machine/peripheral/virtio-disk0/virtio-backend", (int) with, from, count));
        assertFalse(said.contains("rror"), said);
    }

    private String begin(String backup, String checkpoint) throws Exception {
        Files.writeString(file("backup.xml"), backup);
        Files.writeString(file("checkpoint.xml"), "<domaincheckpoint><name>" + checkpoint + "</name></domaincheckpoint>");
        return daemon.virsh("backup-begin " + NAME + " " + file("backup.xml") + (checkpoint.isEmpty() ? "" : " " + file("checkpoint.xml")));
    }

    private void push(String name, String since, String checkpoint) throws Exception {
        begin("<domainbackup>%s<disks><disk name='vda' type='file'><driver type='qcow2'/><target file='%s'/></disk></disks></domainbackup>"
                .formatted(since.isEmpty() ? "" : "<incremental>" + since + "</incremental>", file(name)), checkpoint);
        daemon.await("domjobinfo " + NAME + " --completed --keep-completed", "Completed");
        daemon.virsh("domjobinfo " + NAME + " --completed");
    }

    private void pull(String since, String tls) throws Exception {
        begin("<domainbackup mode='pull'>%s<server transport='tcp' name='localhost' port='%d'%s/><disks><disk name='vda' type='file'>"
                .formatted(since.isEmpty() ? "" : "<incremental>" + since + "</incremental>", port, tls)
                + "<scratch file='" + file("scratch.qcow2") + "'/></disk></disks></domainbackup>", "");
    }

    private String url() {
        return "nbd://localhost:" + port + "/vda";
    }

    private void end() throws Exception {
        daemon.virsh("domjobabort " + NAME);
        daemon.await("domjobinfo " + NAME, "None");
        assertTrue(Files.notExists(file("scratch.qcow2")));
    }

    /** How many bytes an image itself has, not those it stands on. */
    private static long own(Path image) throws Exception {
        return Long.parseLong(LiveDaemon.shell("qemu-img map -U --output=json " + image
                + " | tr '{' '\\n' | grep '\"depth\": 0' | grep '\"data\": true' | sed 's/.*\"length\": \\([0-9]*\\).*/\\1/' | awk '{s+=$1} END {print s+0}'").strip());
    }

    @Test
    void whatIsPulledIsTheDiskAsItWasThoughItIsWrittenOn() throws Exception {
        LiveDaemon.shell("(head -c 8388608 /dev/zero | tr '\\0' a; head -c 25165824 /dev/zero) > " + file("then.img"));
        pull("", "");
        fill('b', 4, 8);
        daemon = daemon.killedAndRestarted();
        guest = daemon.connection().domains().named(NAME);
        assertTrue(daemon.virsh("domjobinfo " + NAME).contains("Backup"));
        assertTrue(daemon.virsh("backup-dumpxml " + NAME).contains("scratch.qcow2"));
        LiveDaemon.shell("qemu-img convert -O raw " + url() + " " + file("pulled.img"));
        LiveDaemon.shell("cmp " + file("then.img") + " " + file("pulled.img"));
        end();
        guest.destroy(0);
        assertEquals("bbb", LiveDaemon.shell("qemu-img convert -O raw %s %s; tail -c +5242881 %s | head -c 3".formatted(
                file("disk.qcow2"), file("after.img"), file("after.img"))));
    }

    @Test
    void anIncrementalBackupHasWhatHasChanged() throws Exception {
        push("full.qcow2", "", "first");
        assertEquals(8 << 20, own(file("full.qcow2")));
        fill('c', 20, 2);
        assertTrue(daemon.virsh("checkpoint-dumpxml " + NAME + " first --size --no-domain").contains("size='2097152'"));
        push("more.qcow2", "first", "second");
        assertEquals(2 << 20, own(file("more.qcow2")));
        fill('d', 3, 1);
        pull("second", "");
        String map = LiveDaemon.shell("qemu-img map --output=json --image-opts driver=nbd,host=localhost,port=" + port
                + ",export=vda,x-dirty-bitmap=qemu:dirty-bitmap:backup-vda");
        assertTrue(map.contains("\"start\": 3145728, \"length\": 1048576, \"depth\": 0, \"present\": false, \"zero\": false, \"data\": false"), map);
        end();
        // the increments, one on the other, are the disk as it was
        LiveDaemon.shell("qemu-img rebase -u -F qcow2 -b %s %s".formatted(file("full.qcow2"), file("more.qcow2")));
        push("now.qcow2", "", "");
        LiveDaemon.shell("qemu-img convert -O raw %s %s; qemu-img convert -O raw %s %s".formatted(file("more.qcow2"), file("a.img"),
                file("now.qcow2"), file("b.img")));
        assertTrue(LiveDaemon.shell("cmp -l %s %s | awk '{print int(($1-1)/1048576)}' | uniq -c".formatted(file("a.img"), file("b.img")))
                .strip().matches("1048576 3"), "they differ in what was written last");
    }

    @Test
    void aBackupIsPulledThroughTls() throws Exception {
        pull("", " tls='yes'");
        LiveDaemon.shell("qemu-img convert -O raw --object tls-creds-x509,id=tls,endpoint=client,dir=%s --image-opts driver=nbd,host=localhost,port=%d,export=vda,tls-creds=tls %s"
                .formatted(file("pki"), port, file("pulled.img")));
        assertEquals("aaa", LiveDaemon.shell("head -c 3 " + file("pulled.img")));
        assertFalse(LiveDaemon.shell("qemu-img info " + url() + " 2>&1 || true").contains("virtual size"), "not without");
        guest.destroy(0);
        for (int i = 0; i < 600 && Files.exists(file("scratch.qcow2")); i++) Thread.sleep(100);
        assertTrue(Files.notExists(file("scratch.qcow2")));
    }
}
