package jvirt.host;

/** An open file descriptor with one owner, who closes it. */
public final class Descriptor implements AutoCloseable {
    private final int number;
    private boolean closed;

    public Descriptor(int number) {
        this.number = number;
    }

    /** The number, valid until {@link #close}. */
    public synchronized int number() {
        if (closed) throw new IllegalStateException("descriptor " + number + " is closed");
        return number;
    }

    /** A second descriptor of the same open file. */
    public Descriptor duplicate() throws ErrnoException {
        return new Descriptor(Libc.duplicate(number(), 3));
    }

    /** Gives the number away: from here on somebody else closes it. */
    public synchronized int release() {
        int given = number();
        closed = true;
        return given;
    }

    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        Libc.close(number);
    }

    @Override
    public String toString() {
        return "fd " + number;
    }
}
