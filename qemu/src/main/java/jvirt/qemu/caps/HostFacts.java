package jvirt.qemu.caps;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jvirt.host.KvmModule;
import jvirt.host.Processor;

/**
 * What of the host changes what QEMU can do.
 *
 * @param architecture as libvirt calls it
 * @param prober when the program that asks changed last, and its version as a number
 */
public record HostFacts(String architecture, boolean kvm, boolean nesting, boolean secureGuest, long microcode,
        Optional<String> cpuSignature, String kernel, Prober prober) {
    /** The program that asks: another one may ask for more. */
    public record Prober(long changed, long version) {}

    /** Where QEMU keeps what it loads when it needs it: the distributions' places. */
    private static final List<Path> MODULES = List.of(Path.of("/usr/lib/x86_64-linux-gnu/qemu"),
            Path.of("/usr/lib/aarch64-linux-gnu/qemu"), Path.of("/usr/lib64/qemu"), Path.of("/usr/lib/qemu"));

    /** Looks now; {@code version} is ours. */
    public static HostFacts read(long version) throws IOException {
        Processor processor = Processor.read();
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip() + " "
                + Files.readString(Path.of("/proc/sys/kernel/version")).strip();
        return new HostFacts(hostArchitecture(), KvmModule.usable(), KvmModule.nesting(), KvmModule.secureGuest(),
                processor.microcode(), processor.signature(), kernel, new Prober(ourChange(), version));
    }

    /** libvirt's word for what the JDK calls this processor. */
    public static String hostArchitecture() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> "x86_64";
            case "x86" -> "i686";
            case String other -> other;
        };
    }

    /** When the code that asks changed: our own file, or folder. */
    private static long ourChange() throws IOException {
        var source = Probe.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) return 0;
        Path place = Path.of(source.getLocation().getPath());
        return Files.exists(place) ? seconds(Files.getLastModifiedTime(place)) : 0;
    }

    /** The identity that capabilities of this binary, asked for now, would have. */
    Identity identity(Path binary, boolean accelerated) throws IOException {
        long changed = seconds((FileTime) Files.getAttribute(binary, "unix:ctime"));
        Optional<Long> modules = Optional.empty();
        for (Path folder : MODULES) {
            if (modules.isEmpty() && Files.isDirectory(folder)) modules = Optional.of(seconds(Files.getLastModifiedTime(folder)));
        }
        // what follows counts only where the processor runs the guest itself
        return new Identity(binary.toString(), changed, modules, prober.changed, prober.version, accelerated ? microcode : 0,
                accelerated ? cpuSignature : Optional.empty(), accelerated ? Optional.of(kernel) : Optional.empty(),
                Optional.empty());
    }

    /** Whether they are of the binary as it is now, found by a program as ours on this host. */
    boolean sameBinary(QemuCapabilities caps) {
        try {
            return identity(Path.of(caps.emulator()), caps.best() != Accelerator.TCG).equals(caps.identity());
        } catch (IOException _) {
            return false;
        }
    }

    /** Whether what another daemon found is what would be found now. */
    boolean stillHolds(QemuCapabilities caps) {
        if (!sameBinary(caps)) return false;
        if (!Architectures.isNative(architecture, caps.architecture())) return true;
        return caps.has(QemuFlag.KVM) == kvm && (!kvm || caps.nesting() == nesting && caps.secureGuest() == secureGuest);
    }

    private static long seconds(FileTime time) {
        return time.to(TimeUnit.SECONDS);
    }
}
