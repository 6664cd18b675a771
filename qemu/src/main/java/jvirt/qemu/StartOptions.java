package jvirt.qemu;

/**
 * How a machine is started: {@code virDomainCreateFlags}.
 *
 * @param paused its processors stand still
 * @param forceBoot what was saved is thrown away
 * @param resetNvram the firmware's variables begin anew
 */
public record StartOptions(boolean paused, boolean bypassCache, boolean forceBoot, boolean resetNvram) {
    private static final int PAUSED = 1;
    /** {@code VIR_DOMAIN_START_AUTODESTROY}: it ends with the connection of who started it. */
    public static final int AUTODESTROY = 2;
    private static final int BYPASS_CACHE = 4;
    private static final int FORCE_BOOT = 8;
    private static final int VALIDATE = 16;
    private static final int RESET_NVRAM = 32;

    public static final StartOptions NONE = of(0);
    /** What {@code virDomainCreateWithFlags} takes. */
    public static final int START_FLAGS = PAUSED | AUTODESTROY | BYPASS_CACHE | FORCE_BOOT | RESET_NVRAM;
    /** What {@code virDomainCreateXML} takes. */
    public static final int CREATE_FLAGS = PAUSED | AUTODESTROY | VALIDATE | RESET_NVRAM;

    public static StartOptions of(int flags) {
        return new StartOptions((flags & PAUSED) != 0, (flags & BYPASS_CACHE) != 0, (flags & FORCE_BOOT) != 0,
                (flags & RESET_NVRAM) != 0);
    }
}
