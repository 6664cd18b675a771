package jvirt.qemu.caps;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real QEMU of this host, asked once and never again. */
class CapabilitiesIT {
    @TempDir Path folder;
    private HostFacts host;

    @BeforeEach
    void read() throws Exception {
        host = HostFacts.read(1);
    }

    private Capabilities capabilities() {
        return new Capabilities(folder.resolve("cache"), folder, host);
    }

    private long folders() throws Exception {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("probe")).count();
        }
    }

    @Test
    void theHostsOwnIsAskedAndKept() throws Exception {
        Path binary = capabilities().emulators().of("x86_64").orElseThrow();
        Capabilities first = capabilities();
        long began = System.nanoTime();
        QemuCapabilities caps = first.of(binary.toString());
        System.out.println("asked in " + (System.nanoTime() - began) / 1_000_000 + " ms, " + caps.flags().size() + " flags");
        assertTrue(caps.version() > 4_002_000);
        assertEquals("x86_64", caps.architecture());
        assertTrue(caps.supports(Accelerator.TCG));
        assertTrue(caps.canonicalMachine(Accelerator.TCG, "q35").startsWith("pc-q35-"));
        assertEquals("pc", caps.preferredMachine(Accelerator.TCG).orElseThrow().alias().orElseThrow());
        assertFalse(caps.offer(Accelerator.TCG).hostCpu().isEmpty());
        assertSame(caps, first.of(binary.toString()));
        began = System.nanoTime();
        assertEquals(caps, capabilities().of(binary.toString()));
        System.out.println("read in " + (System.nanoTime() - began) / 1_000_000 + " ms");
        assertEquals(0, folders());
    }

    @Test
    void aBinaryThatIsNoQemuIsRefusedWithItsOwnWords() throws Exception {
        Path fake = folder.resolve("qemu-fake");
        Files.writeString(fake, "#!/bin/sh\necho 'I am no emulator' >&2\nexit 1\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        var error = assertThrows(VirtException.class, () -> capabilities().of(fake.toString()));
        assertTrue(error.getMessage().contains("I am no emulator"), error::getMessage);
        var missing = assertThrows(VirtException.class, () -> capabilities().of("/nonexistent/qemu"));
        assertEquals(ErrorCode.SYSTEM_ERROR, missing.code());
        assertTrue(missing.getMessage().contains("No such file or directory"), missing::getMessage);
        assertEquals(0, folders());
    }

    @Test
    void aKvmThatOpensButMakesNoGuestIsAskedForOnce() throws Exception {
        host = new HostFacts(host.architecture(), true, false, false, host.microcode(), host.cpuSignature(), host.kernel(),
                host.prober());
        Path real = capabilities().emulators().of("x86_64").orElseThrow();
        Path asked = folder.resolve("asked");
        Path emulator = folder.resolve("qemu-refused");
        Files.writeString(emulator, """
                #!/bin/bash
                echo "$*" >> %s
                exec %s "${@/accel=kvm:tcg/accel=tcg}"
                """.formatted(asked, real));
        Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwxr-xr-x"));
        Capabilities running = capabilities();
        QemuCapabilities caps = running.of(emulator.toString());
        assertFalse(caps.has(QemuFlag.KVM));
        assertSame(caps, running.of(emulator.toString()));
        assertEquals(1, Files.readAllLines(asked).size());
        capabilities().of(emulator.toString());
        assertEquals(2, Files.readAllLines(asked).size(), "a daemon that starts anew looks whether KVM works now");
    }

    @Test
    void aKvmWithWhichQemuCrashesIsNone() throws Exception {
        host = new HostFacts(host.architecture(), true, false, false, host.microcode(), host.cpuSignature(), host.kernel(),
                host.prober());
        Path real = capabilities().emulators().of("x86_64").orElseThrow();
        Path emulator = folder.resolve("qemu-crashes");
        Files.writeString(emulator, """
                #!/bin/bash
                [[ "$*" == *accel=kvm* ]] && { echo 'KVM: internal error' >&2; exit 1; }
                exec %s "$@"
                """.formatted(real));
        Files.setPosixFilePermissions(emulator, PosixFilePermissions.fromString("rwxr-xr-x"));
        QemuCapabilities caps = capabilities().of(emulator.toString());
        assertFalse(caps.has(QemuFlag.KVM));
        assertTrue(caps.supports(Accelerator.TCG));
        assertEquals(0, folders());
    }
}
