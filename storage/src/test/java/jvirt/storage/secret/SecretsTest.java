package jvirt.storage.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.secret.Secret;
import jvirt.host.Roots;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final UUID ID = UUID.fromString("f52a81b2-424e-490c-823d-6bd4235bc572");

    @TempDir Path root;
    private Roots roots;
    private Secrets secrets;

    @BeforeEach
    void open() throws IOException {
        roots = Roots.below(root);
        secrets = Secrets.open(roots);
    }

    private static Secret secret(String attributes, String usage) {
        return Secret.parse("<secret " + attributes + "><uuid>" + ID + "</uuid>" + usage + "</secret>");
    }

    private String everythingOnDisk() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) all.append(file.getFileName()).append(Files.readString(file));
        }
        return all.toString();
    }

    @Test
    void aValueIsFoundAgainAndNotReadableOnDisk() throws IOException {
        secrets.define(secret("", "<usage type='volume'><volume>/a.img</volume></usage>"));
        secrets.setValue(ID, "open sesame".getBytes(UTF_8));
        Secrets again = Secrets.open(roots);
        assertArrayEquals("open sesame".getBytes(UTF_8), again.valueForClient(ID));
        assertEquals(ID, again.forUsage(1, "/a.img").uuid().orElseThrow());
        String disk = everythingOnDisk();
        assertFalse(disk.contains("open sesame") || disk.contains("b3BlbiBzZXNhbWU"), "neither plain nor in Base64");
    }

    @Test
    void anEphemeralSecretLeavesNothingOnDisk() throws IOException {
        secrets.define(secret("ephemeral='yes'", ""));
        secrets.setValue(ID, new byte[] {1});
        assertArrayEquals(new byte[] {1}, secrets.value(ID));
        assertEquals("", everythingOnDisk());
        assertEquals(0, Secrets.open(roots).all().size());
    }

    @Test
    void aPrivateValueIsForDriversOnly() {
        secrets.define(secret("private='yes'", ""));
        secrets.setValue(ID, new byte[] {1});
        var error = assertThrows(VirtException.class, () -> secrets.valueForClient(ID));
        assertEquals("Invalid secret: secret is private", error.getMessage());
        assertArrayEquals(new byte[] {1}, secrets.value(ID));
    }

    @Test
    void aPurposeHasOneSecret() {
        secrets.define(secret("", "<usage type='ceph'><name>c</name></usage>"));
        Secret other = Secret.parse("<secret><usage type='ceph'><name>c</name></usage></secret>");
        var error = assertThrows(VirtException.class, () -> secrets.define(other));
        assertEquals("internal error: a secret with UUID " + ID + " already defined for use with c", error.getMessage());
    }

    @Test
    void whatIsGoneIsNotFound() throws IOException {
        secrets.define(secret("", ""));
        secrets.setValue(ID, new byte[] {1});
        secrets.undefine(ID);
        assertEquals(ErrorCode.NO_SECRET, assertThrows(VirtException.class, () -> secrets.named(ID)).code());
        assertFalse(everythingOnDisk().contains(ID.toString()));
    }

    @Test
    void aSealedFileServesItsOwnSecretAlone() throws IOException {
        Vault vault = new Vault(root.resolve("v"), root.resolve("key"));
        vault.put(ID, new byte[] {1, 2});
        UUID other = UUID.randomUUID();
        Files.move(root.resolve("v").resolve(ID + ".sealed"), root.resolve("v").resolve(other + ".sealed"));
        assertThrows(IOException.class, () -> vault.get(other));
    }
}
