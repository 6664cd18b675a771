package jvirt.qemu.definition;

import java.nio.file.Path;
import java.util.Optional;
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

    /** The file of the firmware's variables of a machine that names none. */
    public Path nvramOf(String machine) {
        return conf.text("nvram_dir").map(Path::of).orElse(nvram).resolve(machine + "_VARS.fd");
    }
}
