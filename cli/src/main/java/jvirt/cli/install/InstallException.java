package jvirt.cli.install;

/** What the user asked for cannot be: the message is for them, and the exit status is 1. */
public final class InstallException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public InstallException(String message) {
        super(message);
    }

    public InstallException(String message, Throwable cause) {
        super(message, cause);
    }

    /** With a formatted message. */
    public static InstallException of(String format, Object... args) {
        return new InstallException(String.format(format, args));
    }
}
