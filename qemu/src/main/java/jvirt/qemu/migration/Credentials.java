package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.Monitor;

/** The certificates by which QEMU shows the other host's who it is, for as long as a migration takes. */
final class Credentials {
    /** libvirt's name for them in QEMU. */
    static final String ID = "objlibvirt_migrate_tls0";

    private Credentials() {}

    static void add(Monitor monitor, Settings settings, boolean server) {
        if (settings.migrationTlsSecret().isPresent()) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "migration with an encrypted TLS key is not supported");
        }
        remove(monitor);
        monitor.call(new DeviceCommand.ObjectAdd(Json.object().with("qom-type", "tls-creds-x509").with("id", ID)
                .with("dir", settings.migrationTlsDirectory().toString()).with("endpoint", server ? "server" : "client")
                .with("verify-peer", !server || settings.migrationTlsVerify())));
    }

    static void remove(Monitor monitor) {
        monitor.ask(new DeviceCommand.ObjectDel(ID));
    }

    /** The terms of a transfer with these certificates, or without any. */
    static Terms in(Terms terms, boolean used, Optional<String> hostname) {
        if (!used) return terms.with("tls-creds", "").with("tls-hostname", "");
        Terms with = terms.with("tls-creds", ID);
        boolean named = terms.parameters().find("tls-hostname").isPresent();
        return named ? with : with.with("tls-hostname", hostname.orElse(""));
    }
}
