package jvirt.cli;

/** The version of libvirt whose commands these are, which scripts compare; and our own. */
public final class Version {
    /** What {@code jvirt --version} says. */
    private static final String LIBVIRT = "9.0.0";

    private Version() {}

    public static String text() {
        return LIBVIRT;
    }

    /** In libvirt's form: million, thousand, one. */
    public static long number() {
        return 9_000_000;
    }
}
