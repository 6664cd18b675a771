package jvirt.rpc.call;

import java.util.Optional;

/** The programs of libvirt's protocol that jvirt speaks; each is at version 1. */
public enum Program {
    /** {@code REMOTE_PROGRAM}, src/remote/remote_protocol.x. */
    REMOTE(0x2000_8086),
    /** {@code QEMU_PROGRAM}, src/remote/qemu_protocol.x. */
    QEMU(0x2000_8087),
    /** {@code LXC_PROGRAM}, src/remote/lxc_protocol.x. */
    LXC(0x2000_8088),
    /** {@code ADMIN_PROGRAM}, src/admin/admin_protocol.x. */
    ADMIN(0x0690_0690),
    /** {@code KEEPALIVE_PROGRAM}, src/rpc/virkeepaliveprotocol.x: "keep" in ASCII. */
    KEEPALIVE(0x6b65_6570);

    /** The version of each of them. */
    public static final int VERSION = 1;

    private final int number;

    Program(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    public static Optional<Program> of(int number) {
        for (Program program : values()) {
            if (program.number == number) return Optional.of(program);
        }
        return Optional.empty();
    }
}
