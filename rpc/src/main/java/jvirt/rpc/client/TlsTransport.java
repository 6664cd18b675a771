package jvirt.rpc.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/**
 * TLS with certificates on both sides, from the places where libvirt looks for them: {@code /etc/pki/CA/cacert.pem},
 * {@code /etc/pki/libvirt/clientcert.pem} and {@code private/clientkey.pem}, or the folder that {@code pkipath} names.
 */
record TlsTransport(SSLSocket socket, InputStream in, OutputStream out) implements Transport {
    private static final int PORT = 16_514;

    /** Connects to {@code address} and checks who answers. */
    static TlsTransport open(Address address) {
        String host = address.host().orElse("localhost");
        int port = address.port() > 0 ? address.port() : PORT;
        try {
            var socket = (SSLSocket) context(address).getSocketFactory().createSocket(host, port);
            var parameters = socket.getSSLParameters();
            if (!address.options().getOrDefault("no_verify", "0").equals("1")) parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            // the server says with one byte whether it accepts our certificate
            if (socket.getInputStream().read() != 1) {
                throw ErrorDomain.RPC.error(ErrorCode.RPC, "server verification (of our certificate or IP address) failed");
            }
            return new TlsTransport(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException | GeneralSecurityException e) {
            throw ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "unable to connect to server at '%s:%d': %s", host, port,
                    e.getMessage());
        }
    }

    private static SSLContext context(Address address) throws GeneralSecurityException, IOException {
        String folder = address.options().get("pkipath");
        Path authority = folder == null ? Path.of("/etc/pki/CA/cacert.pem") : Path.of(folder, "cacert.pem");
        Path certificate = folder == null ? Path.of("/etc/pki/libvirt/clientcert.pem") : Path.of(folder, "clientcert.pem");
        Path key = folder == null ? Path.of("/etc/pki/libvirt/private/clientkey.pem") : Path.of(folder, "clientkey.pem");
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        KeyStore authorities = empty();
        authorities.setCertificateEntry("ca", certificate(authority));
        trust.init(authorities);
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        KeyStore own = empty();
        if (Files.exists(certificate)) {
            byte[] bytes = Base64.getMimeDecoder().decode(Files.readString(key).replaceAll("-----[^-]+-----", ""));
            var certified = certificate(certificate);
            var secret = KeyFactory.getInstance(certified.getPublicKey().getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
            own.setKeyEntry("own", secret, new char[0], new Certificate[] {certified});
        }
        keys.init(own, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static Certificate certificate(Path file) throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Override public int read(ByteBuffer buffer) throws IOException {
        int count = in.read(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        if (count > 0) buffer.position(buffer.position() + count);
        return count;
    }

    @Override public void write(ByteBuffer buffer) throws IOException {
        out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        buffer.position(buffer.limit());
    }

    @Override public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
