package jvirt.web.host;

/** What the protocol says in numbers, for people. */
final class Words {
    private static final int MILLION = 1_000_000, THOUSAND = 1_000;

    private Words() {}

    /** {@code 9000000} is 9.0.0. */
    static String version(long number) {
        return number / MILLION + "." + number % MILLION / THOUSAND + "." + number % THOUSAND;
    }
}
