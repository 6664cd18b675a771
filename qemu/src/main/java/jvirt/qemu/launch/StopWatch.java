package jvirt.qemu.launch;

/** How long the steps of a start took, for the log of a daemon that says more. */
final class StopWatch {
    private static final double NANOS_PER_MILLI = 1_000_000;

    private final StringBuilder laps = new StringBuilder();
    private long since = System.nanoTime();

    void lap(String step) {
        long now = System.nanoTime();
        laps.append("%s%s %.1f ms".formatted(laps.isEmpty() ? "" : ", ", step, (now - since) / NANOS_PER_MILLI));
        since = now;
    }

    @Override
    public String toString() {
        return laps.toString();
    }
}
