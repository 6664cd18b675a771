package jvirt.qemu.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The certificates by which one of QEMU's sockets shows who it is.
 *
 * @param verify who connects must show a certificate too; a client always verifies
 * @param password the name of the secret that opens the private key
 */
record Tls(Path directory, boolean server, boolean verify, Optional<String> password) {
    /** What serves the disks of a backup, with the secret first, where the key needs one. */
    static List<Part> backup(String alias, String secretName, Supplier supplier) {
        var settings = supplier.resources().settings();
        Optional<UUID> secret = settings.backupTlsSecret();
        List<Part> parts = new ArrayList<>();
        secret.ifPresent(uuid -> parts.add(supplier.secret(secretName, Resources.Secrets.Usage.TLS, Chardevs.reference(uuid))));
        parts.add(new Tls(settings.backupTlsDirectory(), true, settings.backupTlsVerify(), secret.map(_ -> secretName)).object(alias));
        return parts;
    }

    Part object(String alias) {
        return new Part.Thing(Props.object("tls-creds-x509", alias).text("dir", directory.toString())
                .text("endpoint", server ? "server" : "client").flag("verify-peer", !server || verify)
                .text("passwordid", password).json());
    }
}
