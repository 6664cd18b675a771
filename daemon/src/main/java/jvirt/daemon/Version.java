package jvirt.daemon;

/** Which jvirt this is, and which libvirt it takes the place of. */
public final class Version {
    public static final String NUMBER = "0.1.0";
    /** The libvirt whose protocol and behaviour this is: 9.0.0, as major * 1,000,000 + minor * 1,000 + release. */
    public static final int LIBVIRT = 9_000_000;

    private Version() {}
}
