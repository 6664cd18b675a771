package jvirt.rpc.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;

/**
 * The server's certificate and the authority whose clients it lets in, as PEM files. Renewed files are taken up by the next
 * client, without a restart.
 *
 * @param authority certificate of the authority that signed the clients' certificates
 * @param certificate the server's own, those that lead to the authority after it
 * @param key its private key, PKCS 8
 */
public record TlsKeys(Path authority, Path certificate, Path key, boolean verifyClients) {
    static {
        // a ticket comes alone: libvirt's clients, who wait for a byte and find a ticket, give up
        System.setProperty("jdk.tls.server.newSessionTicketCount", "0");
    }

    private record Loaded(List<FileTime> times, SSLContext context) {}

    private static final java.util.Map<TlsKeys, Loaded> LOADED = new java.util.concurrent.ConcurrentHashMap<>();

    /** Checks that the files can be used; the message names the one that cannot. */
    public void check() throws IOException {
        context();
    }

    /** Reads the files again, whatever their times say. */
    void renew() throws IOException {
        LOADED.remove(this);
        context();
    }

    SSLEngine engine() throws IOException {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setNeedClientAuth(verifyClients);
        return engine;
    }

    private SSLContext context() throws IOException {
        List<FileTime> times = List.of(Files.getLastModifiedTime(authority), Files.getLastModifiedTime(certificate),
                Files.getLastModifiedTime(key));
        Loaded loaded = LOADED.get(this);
        if (loaded != null && loaded.times.equals(times)) return loaded.context;
        SSLContext context = load();
        LOADED.put(this, new Loaded(times, context));
        return context;
    }

    private SSLContext load() throws IOException {
        try {
            KeyStore own = empty();
            Certificate[] chain = certificates(certificate);
            own.setKeyEntry("server", privateKey(chain[0]), new char[0], chain);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            KeyStore authorities = empty();
            int count = 0;
            for (Certificate each : certificates(authority)) authorities.setCertificateEntry("authority" + count++, each);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + certificate + " with " + key + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate[] certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] all = CertificateFactory.getInstance("X.509").generateCertificates(in).toArray(Certificate[]::new);
            if (all.length == 0) throw new IOException(file + " has no certificate");
            ((X509Certificate) all[0]).checkValidity();
            return all;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + " is no valid certificate: " + e.getMessage(), e);
        }
    }

    private PrivateKey privateKey(Certificate of) throws IOException, GeneralSecurityException {
        String text = Files.readString(key);
        if (!text.contains("BEGIN PRIVATE KEY")) throw new IOException(key + " is no PKCS 8 private key in PEM form");
        byte[] bytes = Base64.getMimeDecoder().decode(text.replaceAll("-----[^-]+-----", ""));
        return KeyFactory.getInstance(of.getPublicKey().getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    }
}
