package jvirt.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import jvirt.conformance.howto.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libguestfs, whose appliance is a transient machine of jvirtd's, with the distribution's kernel. */
class GuestfsIT {
    @TempDir private Path dir;
    private Stage stage;

    @BeforeEach void set() throws Exception {
        unpackKernel();
        stage = Stage.alone(dir);
    }

    @AfterEach void close() throws Exception {
        stage.close();
    }

    /** The distribution's kernel with all its drivers; the stage has no network to fetch them by. */
    private void unpackKernel() throws Exception {
        Process unpack = new ProcessBuilder("sh", "-ec", """
                package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \\(linux-image-[0-9].*\\)/\\1/p' | head -1)
                apt-get -o APT::Sandbox::User=root download -q $package
                dpkg -x linux-image-*.deb kernel
                rm linux-image-*.deb
                depmod -b kernel $(ls kernel/lib/modules)
                """).directory(dir.toFile()).redirectErrorStream(true).start();
        String said = new String(unpack.getInputStream().readAllBytes());
        assertEquals(0, unpack.waitFor(), said);
    }

    private String guestfs(String command) throws Exception {
        return stage.ok("""
                cd %1$s
                export SUPERMIN_KERNEL=$(echo %1$s/kernel/boot/vmlinuz-*) SUPERMIN_MODULES=$(echo %1$s/kernel/lib/modules/*)
                export SUPERMIN_KERNEL_VERSION=$(ls kernel/lib/modules)
                export LIBGUESTFS_BACKEND=libvirt:qemu:///system LIBGUESTFS_BACKEND_SETTINGS=force_tcg TMPDIR=%1$s
                """.formatted(stage.dir()) + command);
    }

    @Test void anImageIsFilledThenInspectedAsAMachines() throws Exception {
        Path image = stage.dir().resolve("disk.img");
        assertEquals("first", guestfs("guestfish -N " + image + "=fs:ext4:64M -- " + String.join(" : ", "mount /dev/sda1 /",
                "mkdir /etc", "mkdir /bin", "mkdir /usr", "write /etc/hostname 'first\n'", "write /etc/debian_version '12.0\n'",
                "write /etc/fstab '/dev/sda1 / ext4 defaults 0 1\n'", "write /bin/ls x", "cat /etc/hostname")).strip());
        stage.ok("virsh define " + stage.file("owner.xml", """
                <domain type='qemu'><name>owner</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>
                <devices><disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='%s'/><target dev='vda' bus='virtio'/></disk>
                </devices></domain>
                """.formatted(image)));
        String seen = guestfs("guestfish -c qemu:///system --rw -d owner -i -- inspect-get-distro /dev/sda1 : upload /etc/machine-id /etc/machine-id : ls /etc");
        assertTrue(seen.startsWith("debian\n") && seen.contains("machine-id"), seen);
        assertEquals("first\n", guestfs("virt-cat -c qemu:///system -d owner /etc/hostname"));
        assertTrue(stage.ok("virsh list --all --name").strip().equals("owner"), "the appliances are gone");
        assertEquals("0:0", stage.ok("stat -c %u:%g " + image).strip(), "the image is whose it was");
    }
}
