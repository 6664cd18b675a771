package jvirt.cli.pki;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import jvirt.cli.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real openssl. */
class AuthorityTest {
    @TempDir Path folder;

    private static X509Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void aHostAndAClientAreCertified() throws Exception {
        PkiFiles files = PkiFiles.in(folder.resolve("pki"));
        Authority authority = new Authority(files, 30);
        assertTrue(authority.found("test"));
        authority.certifyServer(List.of("host1", "10.0.0.1"));
        authority.certifyClient("ops/web");
        X509Certificate issuer = certificate(files.authority());
        X509Certificate server = certificate(files.server());
        X509Certificate client = certificate(files.client());
        server.verify(issuer.getPublicKey());
        client.verify(issuer.getPublicKey());
        assertEquals(List.of(List.of(2, "host1"), List.of(7, "10.0.0.1")), List.copyOf(server.getSubjectAlternativeNames()));
        assertEquals("CN=ops/web", client.getSubjectX500Principal().getName());
        for (Path key : List.of(files.authorityKey(), files.serverKey(), files.clientKey())) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        }
        try (var left = Files.list(folder.resolve("pki"))) {
            assertEquals(6, left.count(), "nothing besides the six files");
        }
    }

    @Test
    void anAuthorityIsKeptAndCertificatesAreRenewed() throws Exception {
        PkiFiles files = PkiFiles.in(folder);
        Authority authority = new Authority(files, 30);
        authority.found("test");
        authority.certifyServer(List.of("host1"));
        byte[] before = Files.readAllBytes(files.authority());
        byte[] serverBefore = Files.readAllBytes(files.server());
        assertFalse(authority.found("test"));
        authority.certifyServer(List.of("host1"));
        assertArrayEquals(before, Files.readAllBytes(files.authority()));
        assertNotEquals(new String(serverBefore), Files.readString(files.server()));
    }

    @Test
    void whatGoesWrongLeavesNothing() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        assertThrows(Failure.class, () -> new Authority(PkiFiles.in(folder.resolve("file")), 30).found("x"));
        Files.writeString(folder.resolve("cacert.pem"), "no certificate");
        Files.writeString(folder.resolve("cakey.pem"), "no key");
        Authority broken = new Authority(PkiFiles.in(folder), 30);
        assertThrows(Failure.class, () -> broken.certifyClient("x"));
        assertFalse(Files.exists(folder.resolve("clientcert.pem")) || Files.exists(folder.resolve("clientkey.pem")));
    }
}
