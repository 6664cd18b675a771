package jvirt.rpc.sasl;

/** A login that fails; the reason is for the log, not for who has tried. */
public final class SaslException extends Exception {
    private static final long serialVersionUID = 1;

    SaslException(String message) {
        super(message);
    }
}
