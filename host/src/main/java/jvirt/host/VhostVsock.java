package jvirt.host;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The kernel's end of a guest's socket device.
 *
 * @param descriptor for QEMU; the taker closes it
 * @param address by which the host reaches the guest
 */
public record VhostVsock(Descriptor descriptor, int address) {
    private static final String DEVICE = "/dev/vhost-vsock";
    /** {@code _IOW(VHOST_VIRTIO, 0x60, __u64)}, linux/vhost.h. */
    private static final long SET_GUEST_CID = 0x4008_AF60L;
    /** 0 and 1 are reserved, 2 is the host. */
    private static final int FIRST_ADDRESS = 3;
    private static final int EADDRINUSE = 98;

    /** Whether this host has it. */
    public static boolean exists() {
        return Files.exists(Path.of(DEVICE));
    }

    /** Opens it for a guest of this address, or of the first that is free. */
    public static VhostVsock open(Optional<Integer> wanted) throws IOException {
        Descriptor descriptor = Libc.open(DEVICE, Libc.O_RDWR, 0);
        try {
            int address = wanted.orElse(FIRST_ADDRESS);
            while (!claim(descriptor, address, wanted.isPresent())) address++;
            return new VhostVsock(descriptor, address);
        } catch (IOException e) {
            descriptor.close();
            throw e;
        }
    }

    private static boolean claim(Descriptor descriptor, int address, boolean only) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            Libc.ioctl(descriptor.number(), SET_GUEST_CID, arena.allocateFrom(ValueLayout.JAVA_LONG, (long) address), DEVICE);
            return true;
        } catch (ErrnoException e) {
            if (only || e.errno() != EADDRINUSE) throw e;
            return false;
        }
    }
}
