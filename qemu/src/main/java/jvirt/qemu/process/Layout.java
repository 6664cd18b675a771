package jvirt.qemu.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.host.Roots;

/**
 * Where the files of machines are: as in libvirt, below jvirt's roots.
 *
 * @param roots the daemon's folders
 */
public record Layout(Roots roots) {
    /** Most characters of a machine's name in a folder's, since socket paths are short: {@code VIR_DOMAIN_SHORT_NAME_MAX}. */
    private static final int SHORT_NAME = 20;

    /** Makes the folders that are not there. */
    public void make() throws IOException {
        for (Path folder : new Path[] {definitions(), autostarts(), statuses(), library().resolve("save"),
                library().resolve("nvram"), library().resolve("channel/target"), library().resolve("dump"), logs()}) {
            Files.createDirectories(folder);
        }
    }

    public Path definitions() {
        return roots.etc().resolve("qemu");
    }

    public Path definition(String name) {
        return definitions().resolve(name + ".xml");
    }

    public Path autostarts() {
        return definitions().resolve("autostart");
    }

    public Path autostart(String name) {
        return autostarts().resolve(name + ".xml");
    }

    public Path statuses() {
        return roots.run().resolve("qemu");
    }

    /** What is known of a running machine, for a daemon that is started anew. */
    public Path status(String name) {
        return statuses().resolve(name + ".xml");
    }

    /** The number of a running machine's process, where administrators' scripts look for it. */
    public Path pid(String name) {
        return statuses().resolve(name + ".pid");
    }

    public Path library() {
        return roots.lib().resolve("qemu");
    }

    public Path save(String name) {
        return library().resolve("save").resolve(name + ".save");
    }

    public Path nvram(String name) {
        return library().resolve("nvram").resolve(name + "_VARS.fd");
    }

    public Path dumps() {
        return library().resolve("dump");
    }

    /** The folder of one run of a machine: its monitor, its keys. */
    public Path privateFolder(int id, String name) {
        return library().resolve("domain-" + shortName(id, name));
    }

    /** Where the sockets of channels are that have no path of their own. */
    public Path channelTargets(int id, String name) {
        return library().resolve("channel/target").resolve("domain-" + shortName(id, name));
    }

    public Path logs() {
        return roots.log().resolve("qemu");
    }

    /** QEMU's own log: its command line and what it complained about. */
    public Path log(String name) {
        return logs().resolve(name + ".log");
    }

    /** What the guest wrote to a serial port. */
    public Path serialLog(String name, int port) {
        return logs().resolve(name + "-serial" + port + ".log");
    }

    static String shortName(int id, String name) {
        return id + "-" + name.substring(0, name.offsetByCodePoints(0, Math.min(SHORT_NAME, name.codePointCount(0, name.length()))))
                .replace('/', '_');
    }
}
