package jvirt.qemu;

import java.time.Duration;
import jvirt.qemu.Job.Operation;

/**
 * How far a long job is. Bytes; in the end {@code data} is {@code memory} and {@code disk} together.
 *
 * @param downtime milliseconds for which the guest stood still, 0 while that is not known
 */
public record JobInfo(Type type, Operation operation, Duration elapsed, Amount memory, Amount disk, Rates rates,
        long downtime, long setupTime, String error) {
    /** {@code virDomainJobType}. */
    public enum Type { NONE, BOUNDED, UNBOUNDED, COMPLETED, FAILED, CANCELLED }

    /** Bytes of one kind. */
    public record Amount(long total, long processed, long remaining) {
        public static final Amount NOTHING = new Amount(0, 0, 0);

        public Amount plus(Amount other) {
            return new Amount(total + other.total, processed + other.processed, remaining + other.remaining);
        }
    }

    /** How memory goes: pages that are all alike, pages sent, bytes of them, pages dirtied a second, rounds. */
    public record Rates(long constant, long normal, long normalBytes, long bytesPerSecond, long dirtyRate, long iteration,
            long pageSize) {
        public static final Rates UNKNOWN = new Rates(0, 0, 0, 0, 0, 0, 0);
    }

    public static final JobInfo NONE = new JobInfo(Type.NONE, Operation.UNKNOWN, Duration.ZERO, Amount.NOTHING,
            Amount.NOTHING, Rates.UNKNOWN, 0, 0, "");

    /** A job of which nothing more is known. */
    static JobInfo begun(Operation operation) {
        return new JobInfo(Type.UNBOUNDED, operation, Duration.ZERO, Amount.NOTHING, Amount.NOTHING, Rates.UNKNOWN, 0, 0, "");
    }

    JobInfo after(Duration time) {
        return new JobInfo(type, operation, time, memory, disk, rates, downtime, setupTime, error);
    }

    public JobInfo as(Type end) {
        return new JobInfo(end, operation, elapsed, memory, disk, rates, downtime, setupTime, error);
    }

    public Amount data() {
        return memory.plus(disk);
    }
}
