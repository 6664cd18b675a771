package jvirt.cli.pki;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;

/** {@code pki}. */
public final class PkiCommands extends Commands {
    private static final int DAYS = 825;

    @Override public String table() {
        return """
                pki (offline): make the keys and certificates of TLS connections
                  dir=  folder for them, instead of where libvirt and jvirt look
                  host=  names and addresses of this host, separated by commas
                  client=  name in the client's certificate, instead of "admin"
                  days=  how long they are valid, instead of 825
                """;
    }

    @Override public void run(String command, Invocation in) {
        PkiFiles files = in.text("dir").map(dir -> PkiFiles.in(in.local(dir).toAbsolutePath())).orElse(PkiFiles.SYSTEM);
        List<String> names = in.text("host").map(text -> List.of(text.split(","))).orElseGet(PkiCommands::ownNames);
        Authority authority = new Authority(files, in.unsigned("days").orElse(DAYS));
        Output out = in.out();
        if (authority.found("jvirt " + names.getFirst())) out.line("Authority " + files.authority() + " made; its key is " + files.authorityKey());
        authority.certifyServer(names);
        out.line("Server's certificate " + files.server() + " made for " + String.join(", ", names));
        authority.certifyClient(in.text("client").orElse("admin"));
        out.line("Client's certificate " + files.client() + " made");
        out.extra("\nIn jvirtd.conf:\n  listen_tls = 1\n" + (files.equals(PkiFiles.SYSTEM) ? "" : "  ca_file = \"" + files.authority()
                + "\"\n  cert_file = \"" + files.server() + "\"\n  key_file = \"" + files.serverKey() + "\"\n")
                + "On a client, with its copy of cacert.pem, clientcert.pem and clientkey.pem in DIR:\n  jvirt -c 'qemu+tls://"
                + names.getFirst() + "/system?pkipath=DIR' list\n");
    }

    /** The host's name, and the loopback's. */
    private static List<String> ownNames() {
        Set<String> names = new LinkedHashSet<>();
        try {
            names.add(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
        } catch (IOException e) {
            throw new Failure("the host's name is not known; say it with --host: " + e.getMessage());
        }
        names.addAll(List.of("localhost", "127.0.0.1"));
        return List.copyOf(names);
    }
}
