package jvirt.qemu.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.host.ConfFile;
import jvirt.host.Roots;

/**
 * Where the files of machines are: as in libvirt, below jvirt's roots.
 *
 * @param roots the daemon's folders
 * @param nvrams for the firmware's variables of machines that name no file
 * @param dumps for pictures of guests that crashed
 */
public record Layout(Roots roots, Path nvrams, Path dumps) {
    /** Most characters of a machine's name in a folder's, since socket paths are short: {@code VIR_DOMAIN_SHORT_NAME_MAX}. */
    private static final int SHORT_NAME = 20;

    public Layout(Roots roots) {
        this(roots, roots.lib().resolve("qemu/nvram"), roots.lib().resolve("qemu/dump"));
    }

    /** With the folders that {@code qemu.conf} names. */
    public static Layout of(Roots roots, ConfFile conf) {
        Layout usual = new Layout(roots);
        return new Layout(roots, conf.text("nvram_dir").map(Path::of).orElse(usual.nvrams),
                conf.text("auto_dump_path").map(Path::of).orElse(usual.dumps));
    }

    /** Makes the folders that are not there. */
    public void make() throws IOException {
        for (Path folder : new Path[] {definitions(), autostarts(), statuses(), library().resolve("save"),
                nvrams, library().resolve("channel/target"), library().resolve("ram"), dumps, logs()}) {
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

    /** The link of a machine that starts once, with the next start of the daemon. */
    public Path autostartOnce(String name) {
        return autostarts().resolve(name + ".xml.once");
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
        return nvrams.resolve(name + "_VARS.fd");
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
