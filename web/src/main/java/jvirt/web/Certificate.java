package jvirt.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The console's certificate: the administrator's, or one that is made at the first start, by {@code openssl}. */
final class Certificate {
    private static final String DAYS = "3650";
    private static final int SECONDS = 60;

    private Certificate() {}

    static KeyStore of(Options options) throws IOException, GeneralSecurityException {
        Path certificate = options.certificate().orElse(options.root().resolve("certificate.pem"));
        Path key = options.key().orElse(options.root().resolve("key.pem"));
        if (options.certificate().isEmpty() && !Files.exists(certificate)) make(certificate, key);
        return store(certificate, key);
    }

    private static KeyStore store(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, new char[0]);
        try (InputStream in = Files.newInputStream(certificate)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(java.security.cert.Certificate[]::new);
            if (chain.length == 0) throw new IOException(certificate + " holds no certificate");
            store.setKeyEntry("console", key(key, chain[0].getPublicKey().getAlgorithm()), new char[0], chain);
        }
        return store;
    }

    private static PrivateKey key(Path file, String algorithm) throws IOException, GeneralSecurityException {
        String text = Files.readString(file);
        String begin = "-----BEGIN PRIVATE KEY-----", end = "-----END PRIVATE KEY-----";
        int from = text.indexOf(begin), to = text.indexOf(end);
        if (from < 0 || to < from) throw new IOException(file + " holds no unencrypted PKCS #8 key (openssl pkcs8 -topk8 -nocrypt makes one)");
        byte[] bytes = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }

    private static void make(Path certificate, Path key) throws IOException {
        String host = InetAddress.getLocalHost().getHostName();
        List<String> command = List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", DAYS,
                "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host + ",DNS:localhost,IP:127.0.0.1,IP:::1",
                "-keyout", key.toString(), "-out", certificate.toString());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) throw new IOException("openssl: " + said.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
