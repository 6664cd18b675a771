package jvirt.qemu.caps;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.host.Program;

/** Which QEMU on this host runs which guests. */
public record Emulators(String hostArchitecture) {
    /** Where some distributions have the only QEMU they have. */
    private static final Path KVM_ONLY = Path.of("/usr/libexec/qemu-kvm");

    /** The binary for guests of that architecture. */
    public Optional<Path> of(String guest) {
        boolean isNative = Architectures.isNative(hostArchitecture, guest);
        // armv7l runs best in the host's own QEMU, which is that of aarch64
        Stream<String> candidates = Stream.concat(
                hostArchitecture.equals("aarch64") && guest.equals("armv7l") ? Stream.of(hostArchitecture) : Stream.of(),
                Stream.of(guest, target(guest, isNative)));
        return candidates.map(architecture -> "qemu-system-" + Architectures.toQemu(architecture))
                .flatMap(name -> Program.find(name).stream()).findFirst()
                .or(() -> Optional.of(KVM_ONLY).filter(path -> isNative && Files.isExecutable(path)));
    }

    private String target(String guest, boolean isNative) {
        if (isNative) return hostArchitecture.startsWith("ppc64") ? "ppc64" : hostArchitecture;
        return guest.startsWith("ppc64") ? "ppc64" : guest;
    }

    /** All binaries that run some guests. */
    public List<Path> installed() {
        Set<Path> found = new LinkedHashSet<>();
        of(hostArchitecture).ifPresent(found::add);
        for (String architecture : Architectures.ALL) of(architecture).ifPresent(found::add);
        return List.copyOf(found);
    }
}
