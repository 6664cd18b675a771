package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Asks the processor what it is. The instruction cannot be said in Java and {@code /dev/cpu} needs a module: a page with a
 * dozen instructions is made and called. Only on x86-64.
 */
public final class Cpuid {
    /** What the instruction answers. */
    public record Registers(int eax, int ebx, int ecx, int edx) {}

    /**
     * {@code void ask(int leaf, int subleaf, int[4] out)} in the System V convention: push rbx; mov r8,rdx; mov eax,edi; mov
     * ecx,esi; cpuid; mov [r8],eax; mov [r8+4],ebx; mov [r8+8],ecx; mov [r8+12],edx; pop rbx; ret.
     */
    private static final byte[] CODE = {0x53, 0x49, (byte) 0x89, (byte) 0xd0, (byte) 0x89, (byte) 0xf8, (byte) 0x89,
        (byte) 0xf1, 0x0f, (byte) 0xa2, 0x41, (byte) 0x89, 0x00, 0x41, (byte) 0x89, 0x58, 0x04, 0x41, (byte) 0x89, 0x48, 0x08,
        0x41, (byte) 0x89, 0x50, 0x0c, 0x5b, (byte) 0xc3};
    private static final long PAGE = 4096;
    /** sys/mman.h */
    private static final int READ_WRITE = 3;
    private static final int READ_EXECUTE = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private static final MethodHandle MMAP = Libc.linkPlain("mmap",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MPROTECT =
            Libc.linkPlain("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final Optional<MethodHandle> ASK = make();

    private Cpuid() {}

    /** None on another processor, or where no memory may be executed (SELinux's execmem). */
    private static Optional<MethodHandle> make() {
        if (!System.getProperty("os.arch").equals("amd64")) return Optional.empty();
        try {
            MemorySegment page = (MemorySegment) MMAP.invokeExact(MemorySegment.NULL, PAGE, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (page.address() == -1) return Optional.empty();
            page = page.reinterpret(PAGE);
            MemorySegment.copy(CODE, 0, page, JAVA_BYTE, 0, CODE.length);
            if ((int) MPROTECT.invokeExact(page, PAGE, READ_EXECUTE) != 0) return Optional.empty();
            return Optional.of(Linker.nativeLinker().downcallHandle(page, FunctionDescriptor.ofVoid(JAVA_INT, JAVA_INT, ADDRESS)));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    public static boolean available() {
        return ASK.isPresent();
    }

    /** The answer for a leaf, which must be one that this processor has. */
    public static Registers ask(int leaf, int subleaf) {
        MethodHandle call = ASK.orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(16, 4);
            call.invokeExact(leaf, subleaf, out);
            return new Registers(out.get(JAVA_INT, 0), out.get(JAVA_INT, 4), out.get(JAVA_INT, 8), out.get(JAVA_INT, 12));
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
