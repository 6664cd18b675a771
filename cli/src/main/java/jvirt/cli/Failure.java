package jvirt.cli;

/** A command that did not succeed. What it complains about is said as {@code error: ...}, then the cause, if there is one. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Failure(String message) {
        super(message);
    }

    public Failure(String message, Throwable cause) {
        super(message, cause);
    }

    /** One that has been explained already. */
    public static Failure told() {
        return new Failure("");
    }
}
