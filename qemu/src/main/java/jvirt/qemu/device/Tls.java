package jvirt.qemu.device;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The certificates by which one of QEMU's sockets shows who it is.
 *
 * @param verify who connects must show a certificate too; a client always verifies
 * @param password the name of the secret that opens the private key
 */
record Tls(Path directory, boolean server, boolean verify, Optional<String> password) {
    Part object(String alias) {
        return new Part.Thing(Props.object("tls-creds-x509", alias).text("dir", directory.toString())
                .text("endpoint", server ? "server" : "client").flag("verify-peer", !server || verify)
                .text("passwordid", password).json());
    }
}
