package jvirt.qemu;

import java.time.Duration;
import java.util.Optional;
import jvirt.qemu.Job.Operation;

/**
 * How far a long job is. Bytes; in the end {@code data} is {@code memory} and {@code disk} together.
 *
 * @param downtime milliseconds for which the guest stood still, 0 while that is not known
 * @param transfer what only a migration to another host has
 * @param saved what only a backup has: bytes kept for who pulls, of those that there is room for
 */
public record JobInfo(Type type, Operation operation, Duration elapsed, Amount memory, Amount disk, Rates rates,
        long downtime, long setupTime, String error, Optional<Transfer> transfer, Optional<Amount> saved) {
    public JobInfo(Type type, Operation operation, Duration elapsed, Amount memory, Amount disk, Rates rates, long downtime,
            long setupTime, String error, Optional<Transfer> transfer) {
        this(type, operation, elapsed, memory, disk, rates, downtime, setupTime, error, transfer, Optional.empty());
    }

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

    /**
     * What a migration to another host has besides.
     *
     * @param postcopyRequests pages that the other host asked for
     * @param compression how compression fared, where it was asked for
     * @param throttle the part of the time, in percent, for which the guest's processors are held back
     * @param delta milliseconds by which the other host's clock was ahead, the way there included
     */
    public record Transfer(long postcopyRequests, Optional<Compression> compression, int throttle, Optional<Long> delta) {
        public static final Transfer PLAIN = new Transfer(0, Optional.empty(), 0, Optional.empty());

        Transfer withDelta(Optional<Long> milliseconds) {
            return new Transfer(postcopyRequests, compression, throttle, milliseconds);
        }
    }

    /** What XBZRLE has saved; bytes, but for pages and misses. */
    public record Compression(long cache, long bytes, long pages, long misses, long overflows) {}

    public static final JobInfo NONE = new JobInfo(Type.NONE, Operation.UNKNOWN, Duration.ZERO, Amount.NOTHING,
            Amount.NOTHING, Rates.UNKNOWN, 0, 0, "", Optional.empty());

    /** A job of which nothing more is known. */
    static JobInfo begun(Operation operation) {
        boolean moves = operation == Operation.MIGRATION_OUT || operation == Operation.MIGRATION_IN;
        return new JobInfo(Type.UNBOUNDED, operation, Duration.ZERO, Amount.NOTHING, Amount.NOTHING, Rates.UNKNOWN, 0, 0, "",
                moves ? Optional.of(Transfer.PLAIN) : Optional.empty());
    }

    JobInfo after(Duration time) {
        return new JobInfo(type, operation, time, memory, disk, rates, downtime, setupTime, error, transfer, saved);
    }

    public JobInfo as(Type end) {
        return new JobInfo(end, operation, elapsed, memory, disk, rates, downtime, setupTime, error, transfer, saved);
    }

    /** A backup: bytes pushed, bytes kept for who pulls, what went wrong. */
    public static JobInfo backup(Type type, Amount pushed, Amount saved, String error) {
        return new JobInfo(type, Operation.BACKUP, Duration.ZERO, Amount.NOTHING, pushed, Rates.UNKNOWN, 0, 0, error,
                Optional.empty(), Optional.of(saved));
    }

    public JobInfo withDisk(Amount copied) {
        return new JobInfo(type, operation, elapsed, memory, copied, rates, downtime, setupTime, error, transfer, saved);
    }

    /** The same with what the other host's clock had to say. */
    public JobInfo timed(long stoodStill, Optional<Long> delta) {
        return new JobInfo(type, operation, elapsed, memory, disk, rates, stoodStill, setupTime, error,
                transfer.map(how -> how.withDelta(delta)), saved);
    }

    public Amount data() {
        return memory.plus(disk);
    }
}
