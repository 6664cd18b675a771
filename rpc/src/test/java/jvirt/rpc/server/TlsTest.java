package jvirt.rpc.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.client.Address;
import jvirt.rpc.client.RpcClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over TLS, with certificates that the JDK's keytool makes. */
class TlsTest {
    @TempDir static Path pki;

    private Server server;
    private InetSocketAddress address;

    @BeforeAll
    static void makeCertificates() throws Exception {
        authority("ca");
        certificate("server", "ca", "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
        certificate("client", "ca", "CN=admin, O=jvirt", "eku=clientAuth");
        authority("other");
        certificate("stranger", "other", "CN=admin, O=jvirt", "eku=clientAuth");
        Files.copy(pki.resolve("ca.pem"), pki.resolve("cacert.pem"));
        Files.copy(pki.resolve("client.pem"), pki.resolve("clientcert.pem"));
        Files.copy(pki.resolve("client.key"), pki.resolve("clientkey.pem"));
    }

    private static void authority(String name) throws Exception {
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-ext", "bc:c");
        export(name);
    }

    private static void certificate(String name, String authority, String subject, String extension) throws Exception {
        keytool("-genkeypair", "-alias", name, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", subject);
        keytool("-certreq", "-alias", name, "-file", pki.resolve(name + ".csr").toString());
        keytool("-gencert", "-alias", authority, "-infile", pki.resolve(name + ".csr").toString(), "-outfile",
                pki.resolve(name + ".der").toString(), "-ext", extension);
        keytool("-importcert", "-noprompt", "-alias", name, "-file", pki.resolve(name + ".der").toString());
        export(name);
    }

    private static void keytool(String... words) throws Exception {
        List<String> command = Stream.concat(Stream.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()),
                Stream.concat(Arrays.stream(words), Stream.of("-keystore", pki.resolve("store").toString(), "-storepass", "secret",
                        "-storetype", "PKCS12"))).toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), said);
    }

    private static void export(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(pki.resolve("store"))) {
            store.load(in, "secret".toCharArray());
        }
        pem(name + ".pem", "CERTIFICATE", store.getCertificate(name).getEncoded());
        pem(name + ".key", "PRIVATE KEY", store.getKey(name, "secret".toCharArray()).getEncoded());
    }

    private static void pem(String file, String what, byte[] bytes) throws IOException {
        Files.writeString(pki.resolve(file), "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes)
                + "\n-----END " + what + "-----\n");
    }

    @BeforeEach
    void start() throws IOException {
        listen(List.of());
    }

    private void listen(List<String> names) throws IOException {
        Calls calls = new Calls();
        calls.quick(ConnectCall.Open.class, (_, _) -> Nothing.NOTHING);
        calls.quick(ConnectCall.GetHostname.class, (caller, _) -> new ConnectCall.HostnameRet(caller.identity().certificate()));
        calls.on(ConnectCall.GetCapabilities.class, (_, _) -> new ConnectCall.CapabilitiesRet("x".repeat(3_000_000)));
        calls.on(ConnectCall.DomainXmlToNative.class, (_, call) -> new ConnectCall.NativeConfigRet(call.domainXml()));
        server = new Server(calls, Limits.DEFAULT, LocalSockets.PLAIN);
        address = server.listenTls(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new TlsKeys(pki.resolve("ca.pem"), pki.resolve("server.pem"), pki.resolve("server.key"), true), names);
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private RpcClient client() {
        return RpcClient.connect(Address.parse("qemu+tls://localhost:" + address.getPort() + "/system?pkipath=" + pki), false);
    }

    @Test
    void aClientIsKnownByItsCertificate() {
        try (RpcClient client = client()) {
            client.call(new ConnectCall.Open(Optional.of("qemu:///system"), 0));
            assertEquals("CN=admin,O=jvirt", client.call(new ConnectCall.GetHostname()).hostname());
        }
    }

    @Test
    void largeMessagesGoBothWays() {
        try (RpcClient client = client()) {
            assertEquals(3_000_000, client.call(new ConnectCall.GetCapabilities()).capabilities().length());
            String large = "y".repeat(2_000_000);
            assertEquals(large, client.call(new ConnectCall.DomainXmlToNative("x", large, 0)).nativeConfig());
        }
    }

    @Test
    void manyClientsAtOnce() {
        List<String> names = IntStream.range(0, 30).parallel().mapToObj(_ -> {
            try (RpcClient client = client()) {
                return client.call(new ConnectCall.GetHostname()).hostname();
            }
        }).distinct().toList();
        assertEquals(List.of("CN=admin,O=jvirt"), names);
    }

    @Test
    void onlyListedNamesAreLetIn() throws IOException {
        server.close();
        listen(List.of("CN=other*"));
        var error = assertThrows(VirtException.class, this::client);
        assertTrue(error.getMessage().contains("server verification (of our certificate or IP address) failed"), error::getMessage);
        server.close();
        listen(List.of("CN=adm*,O=jvirt"));
        client().close();
    }

    @Test
    void aStrangersCertificateIsRefused() throws IOException {
        Path strange = Files.createDirectories(pki.resolve("strange"));
        Files.copy(pki.resolve("ca.pem"), strange.resolve("cacert.pem"));
        Files.copy(pki.resolve("stranger.pem"), strange.resolve("clientcert.pem"));
        Files.copy(pki.resolve("stranger.key"), strange.resolve("clientkey.pem"));
        assertThrows(VirtException.class, () -> RpcClient.connect(
                Address.parse("qemu+tls://localhost:" + address.getPort() + "/system?pkipath=" + strange), false));
    }

    @Test
    void whoNeverShakesHandsHoldsNobodyUp() throws IOException {
        SocketChannel silent = SocketChannel.open(address);
        SocketChannel noisy = SocketChannel.open(address);
        noisy.write(ByteBuffer.wrap(new byte[300]));
        aClientIsKnownByItsCertificate();
        silent.close();
        noisy.close();
    }

    @Test
    void filesThatDoNotFitAreNamed() {
        TlsKeys wrong = new TlsKeys(pki.resolve("ca.pem"), pki.resolve("server.pem"), pki.resolve("server.pem"), true);
        var error = assertThrows(IOException.class, wrong::check);
        assertTrue(error.getMessage().contains("server.pem is no PKCS 8 private key"), error::getMessage);
    }
}
