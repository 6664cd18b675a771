package jvirt.rpc;

/** A message that is not what its procedure demands. */
public final class CodecException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CodecException(String message) {
        super(message);
    }
}
