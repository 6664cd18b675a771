package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** What the kernel says of its KVM, without running anything; see {@link Kvm} for how fast it is. */
public final class KvmModule {
    private static final Path DEVICE = Path.of("/dev/kvm");
    private static final Path SEV_DEVICE = Path.of("/dev/sev");

    /** linux/kvm.h */
    private static final long KVM_CHECK_EXTENSION = 0xAE03;
    private static final long KVM_CAP_MAX_VCPUS = 66;

    private KvmModule() {}

    /** Whether we may make guests. */
    public static boolean usable() {
        return Files.isReadable(DEVICE) && Files.isWritable(DEVICE);
    }

    /** Whether guests may be hosts. */
    public static boolean nesting() {
        return List.of("kvm_intel", "kvm_amd", "kvm_hv", "kvm").stream().anyMatch(module -> on(module, "nested"));
    }

    /** Whether the processor can hide a guest's memory from us (AMD). */
    public static boolean secureGuest() {
        return on("kvm_amd", "sev") && Files.exists(SEV_DEVICE);
    }

    /** How many processors a guest may have; none where KVM cannot be used. */
    public static OptionalInt maxCpus() {
        if (!usable()) return OptionalInt.empty();
        try (Descriptor kvm = Libc.open(DEVICE.toString(), Libc.O_RDWR, 0)) {
            return OptionalInt.of(Libc.ioctl(kvm.number(), KVM_CHECK_EXTENSION, KVM_CAP_MAX_VCPUS, "KVM_CHECK_EXTENSION"));
        } catch (ErrnoException _) {
            return OptionalInt.empty();
        }
    }

    private static boolean on(String module, String parameter) {
        try {
            String value = Files.readString(Path.of("/sys/module", module, "parameters", parameter)).strip();
            return value.startsWith("Y") || value.startsWith("y") || value.startsWith("1");
        } catch (IOException _) {
            return false;
        }
    }
}
