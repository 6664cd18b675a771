package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether KVM is fit: {@code /dev/kvm} may be there and yet emulate every instruction, in which an ordinary kernel hangs. A
 * loop of a million rounds is run in a guest of one page and timed: on a real processor it takes a millisecond or two.
 */
public final class Kvm {
    /** What was found. */
    public sealed interface Fitness {
        /** Guests run on the processor. */
        record Fit(Duration took) implements Fitness {}

        /** There is a KVM, but it is slower than emulation by QEMU. */
        record Slow(Duration took) implements Fitness {}

        /** There is none, or it cannot be used. */
        record Absent(String why) implements Fitness {}
    }

    private static final int ROUNDS = 1_000_000;
    /** TCG runs the loop in about 5 ms; what needs longer than this is no hardware. */
    private static final Duration ENOUGH = Duration.ofMillis(20);
    private static final Duration LIMIT = Duration.ofMillis(250);

    /** linux/kvm.h */
    private static final long KVM_CREATE_VM = 0xAE01;
    private static final long KVM_GET_VCPU_MMAP_SIZE = 0xAE04;
    private static final long KVM_CREATE_VCPU = 0xAE41;
    private static final long KVM_SET_USER_MEMORY_REGION = 0x4020_AE46L;
    private static final long KVM_RUN = 0xAE80;
    private static final long KVM_SET_REGS = 0x4090_AE82L;
    private static final long KVM_GET_SREGS = 0x8138_AE83L;
    private static final long KVM_SET_SREGS = 0x4138_AE84L;
    private static final int KVM_EXIT_HLT = 5;

    private Kvm() {}

    /** Links mmap and munmap, which nothing else needs. */
    private static final class Memory {
        static final MethodHandle MMAP = Libc.link("mmap",
                FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MUNMAP = Libc.link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        static final int READ_WRITE = 3;
        static final int SHARED = 1;
        static final int ANONYMOUS = 0x20;

        static MemorySegment map(long length, int flags, int fd) throws ErrnoException {
            try (Libc.State state = new Libc.State()) {
                MemorySegment mapped = (MemorySegment) MMAP.invokeExact(state.segment, MemorySegment.NULL, length,
                        READ_WRITE, flags, fd, 0L);
                if (mapped.address() == -1) throw new ErrnoException(state.errno(), "mmap");
                return mapped.reinterpret(length);
            } catch (ErrnoException e) {
                throw e;
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }

        static void unmap(MemorySegment mapped) {
            try (Libc.State state = new Libc.State()) {
                int ignored = (int) MUNMAP.invokeExact(state.segment, mapped, mapped.byteSize());
            } catch (Throwable e) {
                throw Libc.unexpected(e);
            }
        }
    }

    /** Measures; takes a few milliseconds, at most a quarter of a second. */
    public static Fitness measure() {
        if (!Files.exists(Path.of("/dev/kvm"))) return new Fitness.Absent("/dev/kvm does not exist: is the module kvm_intel or kvm_amd loaded?");
        CompletableFuture<Duration> measured = new CompletableFuture<>();
        // KVM_RUN holds its thread until the guest halts, however long that takes
        Thread.ofPlatform().daemon().name("kvm fitness").start(() -> {
            try {
                measured.complete(run());
            } catch (ErrnoException | RuntimeException e) {
                measured.completeExceptionally(e);
            }
        });
        try {
            Duration took = measured.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return took.compareTo(ENOUGH) <= 0 ? new Fitness.Fit(took) : new Fitness.Slow(took);
        } catch (TimeoutException _) {
            return new Fitness.Slow(LIMIT);
        } catch (ExecutionException e) {
            return new Fitness.Absent(e.getCause().getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Fitness.Absent("interrupted");
        }
    }

    /** mov ecx, ROUNDS; 1: dec ecx; jnz 1b; hlt, in 16-bit real mode with 32-bit operands. */
    private static byte[] code() {
        return new byte[] {0x66, (byte) 0xb9, (byte) ROUNDS, (byte) (ROUNDS >> 8), (byte) (ROUNDS >> 16),
                (byte) (ROUNDS >> 24), 0x66, 0x49, 0x75, (byte) 0xfc, (byte) 0xf4};
    }

    private static Duration run() throws ErrnoException {
        MemorySegment page = Memory.map(4096, Memory.SHARED | Memory.ANONYMOUS, -1);
        try (Arena arena = Arena.ofConfined();
                Descriptor kvm = Libc.open("/dev/kvm", Libc.O_RDWR, 0);
                Descriptor vm = new Descriptor(Libc.ioctl(kvm.number(), KVM_CREATE_VM, 0L, "KVM_CREATE_VM"))) {
            byte[] code = code();
            MemorySegment.copy(code, 0, page, JAVA_BYTE, 0, code.length);
            MemorySegment region = arena.allocate(32, 8);
            region.set(JAVA_LONG, 8, 0x1000);
            region.set(JAVA_LONG, 16, 4096);
            region.set(JAVA_LONG, 24, page.address());
            Libc.ioctl(vm.number(), KVM_SET_USER_MEMORY_REGION, region, "KVM_SET_USER_MEMORY_REGION");
            int size = Libc.ioctl(kvm.number(), KVM_GET_VCPU_MMAP_SIZE, 0L, "KVM_GET_VCPU_MMAP_SIZE");
            try (Descriptor cpu = new Descriptor(Libc.ioctl(vm.number(), KVM_CREATE_VCPU, 0L, "KVM_CREATE_VCPU"))) {
                return run(arena, cpu, size);
            }
        } finally {
            Memory.unmap(page);
        }
    }

    private static Duration run(Arena arena, Descriptor cpu, int size) throws ErrnoException {
        MemorySegment state = Memory.map(size, Memory.SHARED, cpu.number());
        try {
            MemorySegment segments = arena.allocate(312, 8);
            Libc.ioctl(cpu.number(), KVM_GET_SREGS, segments, "KVM_GET_SREGS");
            segments.set(JAVA_LONG, 0, 0);              // cs.base
            segments.set(JAVA_SHORT, 12, (short) 0);    // cs.selector
            Libc.ioctl(cpu.number(), KVM_SET_SREGS, segments, "KVM_SET_SREGS");
            MemorySegment registers = arena.allocate(144, 8);
            registers.set(JAVA_LONG, 128, 0x1000);      // rip
            registers.set(JAVA_LONG, 136, 2);           // rflags: the bit that is always set
            Libc.ioctl(cpu.number(), KVM_SET_REGS, registers, "KVM_SET_REGS");
            long begun = System.nanoTime();
            Libc.ioctl(cpu.number(), KVM_RUN, 0L, "KVM_RUN");
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            int reason = state.get(JAVA_INT, 8);
            if (reason != KVM_EXIT_HLT) throw new IllegalStateException("KVM_RUN ended with exit reason " + reason);
            return took;
        } finally {
            Memory.unmap(state);
        }
    }
}
