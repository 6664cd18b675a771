package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.client.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest's TPM whose state is kept encrypted: with swtpm, which says itself whether it can read it. */
class TpmIT {
    private static final UUID KEY = UUID.fromString("2c4b2c1e-8a9d-4a10-9d0e-3f0c9a6a7e11");

    @TempDir private Path dir;

    @Test void stateIsEncryptedWithTheSecret() throws Exception {
        try (LiveDaemon daemon = LiveDaemon.start(dir.resolve("d"))) {
            Domain guest = daemon.connection().domains().define("""
                    <domain type='qemu'><name>sealed</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
                    <tpm model='tpm-crb'><backend type='emulator' version='2.0'><encryption secret='%s'/></backend></tpm></devices></domain>
                    """.formatted(KEY), 0);
            VirtException refused = assertThrows(VirtException.class, () -> guest.start(0));
            assertEquals(ErrorCode.NO_SECRET, refused.code(), refused.getMessage());
            Path secret = Files.writeString(dir.resolve("secret.xml"),
                    "<secret private='yes'><uuid>" + KEY + "</uuid><usage type='vtpm'><name>sealed</name></usage></secret>");
            daemon.virsh("secret-define " + secret);
            daemon.virsh("secret-set-value " + KEY + " " + Base64.getEncoder().encodeToString("a long enough passphrase".getBytes()));
            guest.start(0);
            Path state = dir.resolve("d/lib/qemu/swtpm/" + guest.uuid() + "/tpm2");
            awaitFile(state.resolve("tpm2-00.permall"));
            guest.destroy(0);
            assertTrue(!reads(state, ""), "swtpm reads it without the key");
            Path passphrase = Files.writeString(dir.resolve("passphrase"), "a long enough passphrase");
            assertTrue(reads(state, "--key pwdfile=" + passphrase + ",mode=aes-256-cbc"), "swtpm does not read it with the key");
            guest.start(0);    // what was written is read again
            guest.destroy(0);
        }
    }

    private static void awaitFile(Path file) throws InterruptedException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60); !Files.exists(file); Thread.sleep(50)) {
            assertTrue(System.nanoTime() < end, () -> "no " + file);
        }
    }

    /** Whether swtpm takes a copy of the state up. */
    private boolean reads(Path state, String key) throws Exception {
        Path copy = Files.createTempDirectory(dir, "copy");
        LiveDaemon.shell("cp " + state + "/*.permall " + copy);
        String line = "swtpm socket --tpm2 --tpmstate dir=%1$s --ctrl type=unixio,path=%1$s/c --flags startup-clear --terminate %2$s & p=$!; "
                + "for i in $(seq 100); do [ -S %1$s/c ] && break; sleep 0.05; done; swtpm_ioctl --unix %1$s/c -i; r=$?; "
                + "swtpm_ioctl --unix %1$s/c -s; wait $p; echo result $r";
        return LiveDaemon.shell(line.formatted(copy, key)).contains("result 0");
    }
}
