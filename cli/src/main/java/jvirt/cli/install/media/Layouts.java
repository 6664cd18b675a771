package jvirt.cli.install.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where distributions keep their installer's kernel and initrd. */
final class Layouts {
    private static final int TREE_INFO_MOST = 1 << 20;

    private Layouts() {}

    /** Pairs of paths, by architecture where they differ; the more telling ones first. */
    static List<InstallTree.Paths> of(String arch) {
        List<InstallTree.Paths> paths = new ArrayList<>();
        String debian = arch.equals("x86_64") ? "amd64" : arch.equals("i686") ? "i386" : arch.equals("aarch64") ? "arm64"
                : arch.equals("ppc64le") ? "ppc64el" : arch;
        String short86 = arch.equals("x86_64") ? "amd" : "386";
        add(paths, "images/pxeboot/vmlinuz", "images/pxeboot/initrd.img");             // Fedora, RHEL and their kin
        add(paths, "isolinux/vmlinuz", "isolinux/initrd.img");
        add(paths, "ppc/ppc64/vmlinuz", "ppc/ppc64/initrd.img");
        add(paths, "images/kernel.img", "images/initrd.img");                           // RHEL on s390x
        for (String boot : List.of("linux", "vmlinuz", "vmlinuz-" + arch)) {            // SUSE
            add(paths, "boot/" + arch + "/loader/" + boot, "boot/" + arch + "/loader/initrd");
        }
        add(paths, "boot/" + arch + "/linux", "boot/" + arch + "/initrd");
        for (String folder : List.of("install." + short86, "install." + debian, "install")) {      // Debian's media
            for (String kind : List.of("", "gtk/")) {
                add(paths, folder + "/" + kind + "vmlinuz", folder + "/" + kind + "initrd.gz");
            }
        }
        for (String netboot : List.of("current/images", "current/legacy-images")) {     // Debian's and Ubuntu's archives
            for (String distribution : List.of("debian-installer", "ubuntu-installer")) {
                String folder = netboot + "/netboot/" + distribution + "/" + debian + "/";
                add(paths, folder + "linux", folder + "initrd.gz");
            }
        }
        for (String kernel : List.of("vmlinuz", "vmlinuz.efi", "hwe-vmlinuz")) {        // Ubuntu
            for (String initrd : List.of("initrd", "initrd.gz", "initrd.lz", "hwe-initrd")) add(paths, "casper/" + kernel, "casper/" + initrd);
        }
        for (String kernel : List.of("vmlinuz-linux", "vmlinuz")) {                     // Arch
            add(paths, "arch/boot/" + arch + "/" + kernel, "arch/boot/" + arch + "/initramfs-linux.img");
            add(paths, "arch/boot/" + arch + "/" + kernel, "arch/boot/" + arch + "/archiso.img");
        }
        add(paths, "boot/vmlinuz-lts", "boot/initramfs-lts");                           // Alpine
        add(paths, "boot/vmlinuz-virt", "boot/initramfs-virt");
        add(paths, "live/vmlinuz", "live/initrd.img");                                  // Debian live
        add(paths, "isolinux/" + arch + "/vmlinuz", "isolinux/" + arch + "/all.rdz");   // Mageia
        add(paths, "isolinux/alt0/vmlinuz", "isolinux/alt0/full.cz");                   // ALT
        add(paths, "syslinux/alt0/vmlinuz", "syslinux/alt0/full.cz");
        add(paths, "kernels/huge.s/bzImage", "isolinux/initrd.img");                    // Slackware
        add(paths, "boot/bzImage", "boot/initrd");                                      // NixOS
        add(paths, "boot/vmlinuz", "boot/initrd.img");
        add(paths, "boot/vmlinuz", "boot/initrd");
        add(paths, "vmlinuz", "initrd.img");
        add(paths, "vmlinuz", "initrd");
        return paths;
    }

    private static void add(List<InstallTree.Paths> paths, String kernel, String initrd) {
        paths.add(new InstallTree.Paths(kernel, initrd));
    }

    /** {@code .treeinfo}: sections of {@code name = value}. */
    static Optional<Map<String, String>> treeInfo(TreeFiles files) throws IOException {
        for (String name : List.of(".treeinfo", "treeinfo")) {
            Optional<byte[]> content = files.content(name, TREE_INFO_MOST);
            if (content.isPresent()) return Optional.of(sections(new String(content.get(), StandardCharsets.UTF_8)));
        }
        return Optional.empty();
    }

    private static Map<String, String> sections(String text) {
        Map<String, String> values = new HashMap<>();
        String section = "";
        for (String line : text.lines().map(String::strip).toList()) {
            if (line.startsWith("[") && line.endsWith("]")) section = line.substring(1, line.length() - 1);
            int equals = line.indexOf('=');
            if (equals > 0 && !line.startsWith("#") && !line.startsWith(";")) {
                values.put(section + "/" + line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        return values;
    }
}
