package jvirt.api;

/**
 * The one exception of jvirt: an error with libvirt's code, domain and wording, since clients compare all three. Made by
 * {@link ErrorDomain#error}. The cause, where there is one, says what lay behind it.
 */
public final class VirtException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final ErrorDomain domain;
    private final String detail;

    /** An error whose message is the code's text with {@code detail} in its place. */
    public VirtException(ErrorCode code, ErrorDomain domain, String detail, Throwable cause) {
        this(code, domain, detail, code.message(detail), cause);
    }

    /** An error whose whole {@code message} came from elsewhere, such as another daemon. */
    public VirtException(ErrorCode code, ErrorDomain domain, String detail, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.domain = domain;
        this.detail = detail;
    }

    public ErrorCode code() {
        return code;
    }

    public ErrorDomain domain() {
        return domain;
    }

    /** What stands behind the code's own text: {@code virError.str1} as libvirt's daemon sends it. */
    public String detail() {
        return detail;
    }
}
