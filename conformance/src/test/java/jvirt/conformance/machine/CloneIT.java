package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code jvirt clone} beside virt-clone: the same document, disks with the same content, nothing left when it fails. */
class CloneIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    @TempDir Path folder;
    private LiveDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(folder.resolve("img"));
        daemon = LiveDaemon.start(folder.resolve("root"));
        LiveDaemon.shell("cd %s/img; qemu-img create -q -f qcow2 web.qcow2 8M; qemu-io -f qcow2 -c 'write -P 119 0 64k' web.qcow2"
                .formatted(folder));
        LiveDaemon.shell("cd %s/img; printf data > data.img; truncate -s 1M data.img; printf iso > cd.iso".formatted(folder));
        daemon.connection().domains().define("""
                <domain type='qemu'><name>web</name><title>the first</title><memory unit='MiB'>32</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features><devices>
                <disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%1$s/img/web.qcow2'/>
                <target dev='vda' bus='virtio'/></disk>
                <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='%1$s/img/data.img'/>
                <target dev='vdb' bus='virtio'/></disk>
                <disk type='file' device='cdrom'><source file='%1$s/img/cd.iso'/><target dev='sda' bus='sata'/><readonly/></disk>
                <disk type='file' device='cdrom'><target dev='sdb' bus='sata'/></disk>
                <interface type='user'><mac address='52:54:00:00:00:07'/><model type='virtio'/></interface>
                <graphics type='vnc' port='5999' autoport='no'/></devices></domain>
                """.formatted(folder), 0);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private record Said(int status, String text) {}

    private Said jvirt(String words) throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "%s -q -c 'qemu+unix:///system?socket=%s/root/run/libvirt-sock' %s".formatted(
                CHECKOUT.resolve("bin/jvirt"), folder, words)).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    private String ok(String words) throws Exception {
        Said said = jvirt(words);
        assertEquals(0, said.status, words + ": " + said.text);
        return said.text;
    }

    /** Lines without what is made up anew each time, and without the indentation. */
    private static String lines(String document) {
        return document.replace('"', '\'').replaceAll("<uuid>.*?</uuid>", "<uuid/>").replaceAll("<mac address=.*?/>", "<mac/>").lines()
                .map(String::strip).filter(line -> line.startsWith("<") && !line.startsWith("<?")).reduce("", (all, line) -> all + line + "\n");
    }

    private String images() throws Exception {
        return LiveDaemon.shell("ls " + folder.resolve("img"));
    }

    @Test
    void aCloneIsWhatVirtCloneMakes() throws Exception {
        daemon.virsh("pool-create-as images dir --target " + folder.resolve("img"));
        String theirs = LiveDaemon.shell("virt-clone --connect 'qemu+unix:///system?socket=%s/root/run/libvirt-sock' -o web --auto-clone --print-xml"
                .formatted(folder));
        assertEquals(lines(theirs), lines(ok("clone web --auto-clone --print-xml")));
        ok("clone web --auto-clone");
        String document = daemon.virsh("dumpxml web-clone");
        assertTrue(document.contains("/img/web-clone.qcow2") && document.contains("/img/data-clone.img") && document.contains("/img/cd.iso"));
        assertFalse(document.contains("52:54:00:00:00:07"));
        LiveDaemon.shell("cd %s/img; qemu-img compare -s web.qcow2 web-clone.qcow2; cmp data.img data-clone.img".formatted(folder));
        ok("clone web-clone --auto-clone --skip-copy vdb --mac 52:54:00:00:00:09");
        document = daemon.virsh("dumpxml web-clone1");
        assertTrue(document.contains("/img/web-clone1.qcow2") && document.contains("/img/data-clone.img"));
        assertTrue(document.contains("52:54:00:00:00:09"));
    }

    @Test
    void withoutAPoolOneIsThereForAMoment() throws Exception {
        ok("clone web --name db --file %1$s/img/db.qcow2 --file %1$s/img/db.img".formatted(folder));
        assertTrue(daemon.virsh("dumpxml db").contains("/img/db.img"));
        assertEquals("", daemon.virsh("pool-list --all --name").strip());
    }

    @Test
    void whatFailsLeavesNothing() throws Exception {
        String before = images();
        for (String words : new String[] {"web", "web --file /x", "web --name web --auto-clone", "web --name a/b --auto-clone",
                "nosuch --auto-clone", "web --name x --file %1$s/img/one.qcow2".formatted(folder), "web --name x --auto-clone --file %1$s/img/cd.iso".formatted(folder)}) {
            assertNotEquals(0, jvirt("clone " + words).status, words);
        }
        assertEquals(before, images());
        assertEquals("web", daemon.virsh("list --all --name").strip());
        assertEquals("", daemon.virsh("pool-list --all --name").strip());
        daemon.virsh("start web --paused");
        assertTrue(jvirt("clone web --auto-clone").text.contains("Domain to clone must be shutoff."));
    }
}
