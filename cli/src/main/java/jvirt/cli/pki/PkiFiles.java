package jvirt.cli.pki;

import java.nio.file.Path;

/** Where the certificates and keys lie. */
record PkiFiles(Path authority, Path authorityKey, Path server, Path serverKey, Path client, Path clientKey) {
    /** Where libvirt's clients and daemons, and jvirt's, look when nothing is said. */
    static final PkiFiles SYSTEM = new PkiFiles(Path.of("/etc/pki/CA/cacert.pem"), Path.of("/etc/pki/CA/private/cakey.pem"),
            Path.of("/etc/pki/libvirt/servercert.pem"), Path.of("/etc/pki/libvirt/private/serverkey.pem"),
            Path.of("/etc/pki/libvirt/clientcert.pem"), Path.of("/etc/pki/libvirt/private/clientkey.pem"));

    /** All in one folder, as a client's {@code ?pkipath=} expects them. */
    static PkiFiles in(Path folder) {
        return new PkiFiles(folder.resolve("cacert.pem"), folder.resolve("cakey.pem"), folder.resolve("servercert.pem"),
                folder.resolve("serverkey.pem"), folder.resolve("clientcert.pem"), folder.resolve("clientkey.pem"));
    }
}
