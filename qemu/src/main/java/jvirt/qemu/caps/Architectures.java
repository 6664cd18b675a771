package jvirt.qemu.caps;

import static java.util.Map.entry;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;

/** Processor architectures: libvirt's words, QEMU's, and what belongs to each. */
public final class Architectures {
    /** {@code virArch}, libvirt 9.0.0 src/util/virarch.c, in its order. */
    public static final List<String> ALL = List.of("alpha", "armv6l", "armv7l", "armv7b", "aarch64", "cris", "i686", "ia64",
            "lm32", "m68k", "microblaze", "microblazeel", "mips", "mipsel", "mips64", "mips64el", "openrisc", "parisc",
            "parisc64", "ppc", "ppcle", "ppc64", "ppc64le", "ppcemb", "riscv32", "riscv64", "s390", "s390x", "sh4", "sh4eb",
            "sparc", "sparc64", "unicore32", "x86_64", "xtensa", "xtensaeb");
    /** Where QEMU has another word. */
    private static final Map<String, String> FROM_QEMU = Map.of("i386", "i686", "arm", "armv7l", "or32", "openrisc");
    private static final Map<String, String> TO_QEMU =
            Map.of("i686", "i386", "armv6l", "arm", "armv7l", "arm", "openrisc", "or32");
    private static final Set<String> WIDE = Set.of("alpha", "aarch64", "ia64", "mips64", "mips64el", "parisc64", "ppc64",
            "ppc64le", "riscv64", "s390x", "sh4eb", "sparc64", "x86_64");
    /** What a guest gets that names no machine: not QEMU's own default, which changes. */
    private static final Map<String, String> MACHINES = Map.ofEntries(entry("alpha", "clipper"),
            entry("armv6l", "integratorcp"), entry("armv7l", "integratorcp"), entry("armv7b", "integratorcp"),
            entry("aarch64", "integratorcp"), entry("cris", "axis-dev88"), entry("i686", "pc"), entry("lm32", "lm32-evr"),
            entry("m68k", "mcf5208evb"), entry("microblaze", "petalogix-s3adsp1800"),
            entry("microblazeel", "petalogix-s3adsp1800"), entry("mips", "malta"), entry("mipsel", "malta"),
            entry("mips64", "malta"), entry("mips64el", "malta"), entry("openrisc", "or1k-sim"), entry("ppc", "g3beige"),
            entry("ppcle", "g3beige"), entry("ppc64", "pseries"), entry("ppc64le", "pseries"), entry("ppcemb", "bamboo"),
            entry("riscv32", "spike_v1.10"), entry("riscv64", "spike_v1.10"), entry("s390x", "s390-ccw-virtio"),
            entry("sh4", "shix"), entry("sh4eb", "shix"), entry("sparc", "SS-5"), entry("sparc64", "sun4u"),
            entry("unicore32", "puv3"), entry("x86_64", "pc"), entry("xtensa", "sim"), entry("xtensaeb", "sim"));

    private Architectures() {}

    /** libvirt's word for QEMU's. */
    public static String ofQemu(String word) {
        String architecture = FROM_QEMU.getOrDefault(word, word);
        if (!ALL.contains(architecture)) throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Unknown QEMU arch %s", word);
        return architecture;
    }

    /** QEMU's word for libvirt's: {@code qemu-system-WORD} runs it. */
    public static String toQemu(String architecture) {
        return TO_QEMU.getOrDefault(architecture, architecture);
    }

    /** 32 or 64. */
    public static int wordSize(String architecture) {
        return WIDE.contains(architecture) ? 64 : 32;
    }

    static Optional<String> preferredMachine(String architecture) {
        return Optional.ofNullable(MACHINES.get(architecture));
    }

    public static boolean isX86(String architecture) {
        return architecture.equals("x86_64") || architecture.equals("i686");
    }

    public static boolean isArm(String architecture) {
        return architecture.equals("aarch64") || architecture.startsWith("armv");
    }

    /** Whether a host of that architecture can run the guest's instructions itself. */
    public static boolean isNative(String host, String guest) {
        return host.equals(guest) || switch (host) {
            case "x86_64" -> guest.equals("i686");
            case "aarch64" -> guest.equals("armv7l");
            case "ppc64" -> guest.equals("ppc64le");
            case "ppc64le" -> guest.equals("ppc64");
            default -> false;
        };
    }
}
