package jvirt.host;

import java.io.IOException;

/** A system call that failed. Whoever knows the purpose of the call translates it into libvirt's error. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1;

    /** include/uapi/asm-generic/errno-base.h and errno.h */
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    public static final int ERANGE = 34;
    public static final int EOPNOTSUPP = 95;
    public static final int EADDRNOTAVAIL = 99;

    private final int errno;

    public ErrnoException(int errno, String what) {
        super(what + ": " + Libc.strerror(errno));
        this.errno = errno;
    }

    public int errno() {
        return errno;
    }

    /** What the C library says of the number alone, such as {@code No such file or directory}. */
    public String reason() {
        return Libc.strerror(errno);
    }
}
