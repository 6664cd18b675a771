package jvirt.qemu.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.host.ConfFile;

/**
 * What the administrator has set for all machines: {@code qemu.conf} and the folders. Each setting is a method that knows
 * its word and its default.
 *
 * @param conf the settings as written
 * @param lib the driver's state: sockets, keys, memory of machines ({@code libDir})
 * @param channels sockets of channels without a path of their own
 * @param nvram variables of firmware
 * @param audioDriver QEMU's old variable {@code QEMU_AUDIO_DRV}, where the daemon was started with it
 */
public record Settings(ConfFile conf, Path lib, Path channels, Path nvram, Optional<String> audioDriver) {
    /** {@code DEFAULT_LOADER_NVRAM}, libvirt 9.0.0 src/qemu/qemu_conf.c. */
    private static final List<String> VARIABLES = List.of("/usr/share/OVMF/OVMF_CODE.fd:/usr/share/OVMF/OVMF_VARS.fd",
            "/usr/share/OVMF/OVMF_CODE.secboot.fd:/usr/share/OVMF/OVMF_VARS.fd", "/usr/share/AAVMF/AAVMF_CODE.fd:/usr/share/AAVMF/AAVMF_VARS.fd",
            "/usr/share/AAVMF/AAVMF32_CODE.fd:/usr/share/AAVMF/AAVMF32_VARS.fd");

    /** Where VNC listens when the machine does not say. */
    public String vncListen() {
        return conf.text("vnc_listen").orElse("127.0.0.1");
    }

    public String spiceListen() {
        return conf.text("spice_listen").orElse("127.0.0.1");
    }

    public boolean vncAutoUnixSocket() {
        return conf.flag("vnc_auto_unix_socket", false);
    }

    public boolean spiceAutoUnixSocket() {
        return conf.flag("spice_auto_unix_socket", false);
    }

    public boolean spiceTls() {
        return conf.flag("spice_tls", false);
    }

    public boolean vncAllowHostAudio() {
        return conf.flag("vnc_allow_host_audio", false);
    }

    public boolean nographicsAllowHostAudio() {
        return conf.flag("nographics_allow_host_audio", false);
    }

    public boolean chardevTls() {
        return conf.flag("chardev_tls", false);
    }

    public Path chardevTlsDirectory() {
        return certificates("chardev_tls_x509_cert_dir", "libvirt-chardev");
    }

    public boolean chardevTlsVerify() {
        return conf.flag("chardev_tls_x509_verify", conf.flag("default_tls_x509_verify", true));
    }

    public Optional<UUID> chardevTlsSecret() {
        return secret("chardev_tls_x509_secret_uuid");
    }

    public boolean nbdTls() {
        return conf.flag("nbd_tls", false);
    }

    public Path nbdTlsDirectory() {
        return certificates("nbd_tls_x509_cert_dir", "libvirt-nbd");
    }

    public Optional<UUID> nbdTlsSecret() {
        return secret("nbd_tls_x509_secret_uuid");
    }

    public Path backupTlsDirectory() {
        return certificates("backup_tls_x509_cert_dir", "libvirt-backup");
    }

    public boolean backupTlsVerify() {
        return conf.flag("backup_tls_x509_verify", conf.flag("default_tls_x509_verify", true));
    }

    public Optional<UUID> backupTlsSecret() {
        return secret("backup_tls_x509_secret_uuid");
    }

    public boolean vncTls() {
        return conf.flag("vnc_tls", false);
    }

    public Path vncTlsDirectory() {
        return certificates("vnc_tls_x509_cert_dir", "libvirt-vnc");
    }

    public boolean vncTlsVerify() {
        return conf.flag("vnc_tls_x509_verify", conf.flag("default_tls_x509_verify", true));
    }

    public Optional<UUID> vncTlsSecret() {
        return secret("vnc_tls_x509_secret_uuid");
    }

    public boolean vncSasl() {
        return conf.flag("vnc_sasl", false);
    }

    public Optional<String> vncSaslDirectory() {
        return vncSasl() ? conf.text("vnc_sasl_dir") : Optional.empty();
    }

    public Optional<String> spiceSaslDirectory() {
        return spiceSasl() ? conf.text("spice_sasl_dir") : Optional.empty();
    }

    public Path migrationTlsDirectory() {
        return certificates("migrate_tls_x509_cert_dir", "libvirt-migrate");
    }

    public boolean migrationTlsVerify() {
        return conf.flag("migrate_tls_x509_verify", conf.flag("default_tls_x509_verify", true));
    }

    public Optional<UUID> migrationTlsSecret() {
        return secret("migrate_tls_x509_secret_uuid");
    }

    /** Guests are sent and taken with TLS only. */
    public boolean migrationTlsForced() {
        return conf.flag("migrate_tls_force", false);
    }

    /** Where guests from other hosts are awaited. */
    public Optional<String> migrationAddress() {
        return conf.text("migration_address");
    }

    /** What other hosts call this one when they send a guest. */
    public Optional<String> migrationHost() {
        return conf.text("migration_host");
    }

    /** Seconds between two questions to another host's daemon whether it is still there; -1 for none. */
    public int keepAliveInterval() {
        return conf.number("keepalive_interval", 5);
    }

    /** How many of them may go unanswered. */
    public int keepAliveCount() {
        return conf.number("keepalive_count", 5);
    }

    /** How much QEMU's gluster driver writes to the log. */
    public int glusterDebugLevel() {
        return conf.number("gluster_debug_level", 4);
    }

    public boolean vncPassword() {
        return conf.text("vnc_password").isPresent();
    }

    public boolean spiceSasl() {
        return conf.flag("spice_sasl", false);
    }

    public boolean spicePassword() {
        return conf.text("spice_password").isPresent();
    }

    public Path spiceTlsDirectory() {
        return certificates("spice_tls_x509_cert_dir", "libvirt-spice");
    }

    public boolean setProcessName() {
        return conf.flag("set_process_name", false);
    }

    public boolean dumpGuestCore() {
        return conf.flag("dump_guest_core", false);
    }

    /** QEMU may only call what a virtual machine needs: off when the administrator says 0. */
    public boolean sandbox() {
        return conf.number("seccomp_sandbox", -1) != 0;
    }

    public boolean logTimestamp() {
        return conf.flag("log_timestamp", true);
    }

    public Path memoryBacking() {
        return conf.text("memory_backing_dir").map(Path::of).orElse(lib.resolve("ram"));
    }

    public String deprecationBehavior() {
        return conf.text("deprecation_behavior").orElse("none");
    }

    /** The folder of certificates for one purpose: its own, else that of all. */
    private Path certificates(String word, String folder) {
        return conf.text(word).or(() -> conf.text("default_tls_x509_cert_dir")).map(Path::of)
                .orElse(Path.of("/etc/pki", folder));
    }

    private Optional<UUID> secret(String word) {
        return conf.text(word).or(() -> conf.text("default_tls_x509_secret_uuid")).map(UUID::fromString);
    }

    /** What new variables of a firmware begin with, where only its file is known. */
    public Optional<Path> variablesOf(Path firmware) {
        List<String> pairs = conf.list("nvram");
        return (pairs.isEmpty() ? VARIABLES : pairs).stream().map(pair -> pair.split(":", 2))
                .filter(pair -> pair.length == 2 && Path.of(pair[0]).equals(firmware)).map(pair -> Path.of(pair[1])).findFirst();
    }

    /** The file of the firmware's variables of a machine that names none. */
    public Path nvramOf(String machine) {
        return conf.text("nvram_dir").map(Path::of).orElse(nvram).resolve(machine + "_VARS.fd");
    }
}
