package jvirt.api.json;

/** A text that is no JSON, or a value that is not what its reader wants. */
public final class JsonException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JsonException(String message) {
        super(message);
    }

    public JsonException(String message, Throwable cause) {
        super(message, cause);
    }
}
