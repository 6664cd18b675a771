package jvirt.cli.pki;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import jvirt.cli.Failure;

/** An authority for one site's hosts and clients. Keys never leave this host and are readable by their owner alone. */
final class Authority {
    /** Long: an authority that ends takes all its certificates with it. */
    private static final int AUTHORITY_DAYS = 3650;
    private static final int OPENSSL_SECONDS = 60;

    private final PkiFiles files;
    private final int days;

    Authority(PkiFiles files, int days) {
        this.files = files;
        this.days = days;
    }

    /** Makes the authority if there is none; whether there was none. */
    boolean found(String name) {
        if (Files.exists(files.authority()) && Files.exists(files.authorityKey())) return false;
        make(files.authority(), files.authorityKey(), (certificate, key) -> openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", Integer.toString(AUTHORITY_DAYS), "-subj", "/CN=" + escaped(name), "-addext",
                "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign", "-keyout", key.toString(), "-out",
                certificate.toString()));
        return true;
    }

    /** A host's certificate, good for these names and addresses. */
    void certifyServer(List<String> names) {
        String alternatives = names.stream().map(name -> (isAddress(name) ? "IP:" : "DNS:") + name).collect(Collectors.joining(","));
        certify(files.server(), files.serverKey(), names.getFirst(), "serverAuth", "subjectAltName=" + alternatives);
    }

    /** A client's certificate; its name is what {@code tls_allowed_dn_list} and {@code access.conf} know it by. */
    void certifyClient(String name) {
        certify(files.client(), files.clientKey(), name, "clientAuth", "");
    }

    private static boolean isAddress(String name) {
        return name.matches("[0-9.]+") || name.contains(":");
    }

    private void certify(Path certificate, Path key, String name, String purpose, String more) {
        make(certificate, key, (newCertificate, newKey) -> {
            Path request = newCertificate.resolveSibling(newCertificate.getFileName() + ".csr");
            Path extensions = newCertificate.resolveSibling(newCertificate.getFileName() + ".ext");
            try {
                Files.writeString(extensions, "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\n"
                        + "extendedKeyUsage=" + purpose + "\n" + more + "\n");
                openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + escaped(name), "-keyout",
                        newKey.toString(), "-out", request.toString());
                openssl("x509", "-req", "-in", request.toString(), "-CA", files.authority().toString(), "-CAkey",
                        files.authorityKey().toString(), "-set_serial", "0x" + new java.math.BigInteger(120, new java.security.SecureRandom())
                                .toString(16), "-days", Integer.toString(days), "-extfile", extensions.toString(), "-out",
                        newCertificate.toString());
            } finally {
                Files.deleteIfExists(request);
                Files.deleteIfExists(extensions);
            }
        });
    }

    private static String escaped(String name) {
        return name.replace("\\", "\\\\").replace("/", "\\/");
    }

    @FunctionalInterface
    private interface Making {
        void into(Path certificate, Path key) throws IOException;
    }

    /** Makes both files beside and puts them in place together, so that a daemon never finds a key without its certificate. */
    private static void make(Path certificate, Path key, Making making) {
        Path newCertificate = certificate.resolveSibling("." + certificate.getFileName() + ".new");
        Path newKey = key.resolveSibling("." + key.getFileName() + ".new");
        try {
            Files.createDirectories(certificate.toAbsolutePath().getParent());
            Files.createDirectories(key.toAbsolutePath().getParent());
            Files.deleteIfExists(newKey);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(newKey, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            try {
                making.into(newCertificate, newKey);
                Files.move(newKey, key, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                Files.move(newCertificate, certificate, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(newKey);
                Files.deleteIfExists(newCertificate);
            }
        } catch (IOException e) {
            throw new Failure("cannot make " + certificate + ": " + e.getMessage());
        }
    }

    private static void openssl(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(words));
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile()).start();
            String said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(OPENSSL_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("openssl did not end");
            }
            if (process.exitValue() != 0) throw new IOException("openssl: " + said.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
