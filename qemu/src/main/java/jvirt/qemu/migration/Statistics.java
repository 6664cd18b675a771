package jvirt.qemu.migration;

import java.time.Duration;
import java.util.Optional;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.qmp.MigrationCommand;

/** How a migration goes: in QEMU's words, in ours, and in those that the hosts tell each other. */
final class Statistics {
    private Statistics() {}

    /** What is known of the job now. */
    static JobInfo progress(Jobs.Turn turn, MigrationCommand.Progress progress, JobInfo.Amount disks) {
        JobInfo before = turn.info();
        return progress.ram().map(ram -> new JobInfo(before.type(), before.operation(), before.elapsed(),
                new JobInfo.Amount(ram.total(), ram.transferred(), ram.remaining()),
                disks.equals(JobInfo.Amount.NOTHING) ? before.disk() : disks,
                new JobInfo.Rates(ram.duplicate(), ram.normal(), ram.normalBytes(), (long) (ram.mbps() * 1_000_000 / 8),
                        ram.dirtyPagesRate(), ram.dirtySyncCount(), ram.pageSize()),
                progress.downtime().or(progress::expectedDowntime).orElse(0L), progress.setupTime().orElse(0L), "",
                Optional.of(new JobInfo.Transfer(ram.postcopyRequests(), progress.compression().map(compression ->
                        new JobInfo.Compression(compression.cacheSize(), compression.bytes(), compression.pages(),
                                compression.cacheMiss(), compression.overflow())), progress.throttle().orElse(0),
                        Optional.empty())))).orElse(before);
    }

    /** Milliseconds since 1970. */
    record Times(long started, long stopped, long sent) {}

    static Cookie.Statistics told(JobInfo done, Times times, Optional<Long> delta) {
        Optional<JobInfo.Compression> compression = done.transfer().flatMap(JobInfo.Transfer::compression);
        JobInfo.Rates rates = done.rates();
        return new Cookie.Statistics(times.started, times.stopped, times.sent, delta, done.elapsed().toMillis(),
                Optional.of(done.downtime()), Optional.of(done.setupTime()), done.memory().total(), done.memory().processed(),
                done.memory().remaining(), rates.bytesPerSecond(), Optional.of(rates.constant()), Optional.of(rates.normal()),
                Optional.of(rates.normalBytes()), Optional.of(rates.dirtyRate()), Optional.of(rates.iteration()),
                Optional.of(done.transfer().map(JobInfo.Transfer::postcopyRequests).orElse(0L)), Optional.of(rates.pageSize()),
                done.disk().total(), done.disk().processed(), done.disk().remaining(), Optional.of(0L),
                compression.map(JobInfo.Compression::cache), compression.map(JobInfo.Compression::bytes),
                compression.map(JobInfo.Compression::pages), compression.map(JobInfo.Compression::misses),
                compression.map(JobInfo.Compression::overflows),
                Optional.of(done.transfer().map(JobInfo.Transfer::throttle).orElse(0)));
    }

    /** What the source has told, with the times as the destination knows them. */
    static JobInfo heard(JobInfo job, Cookie.Statistics told, long downtime, Optional<Long> delta) {
        Optional<JobInfo.Compression> compression = told.compressionCache().map(cache -> new JobInfo.Compression(cache,
                told.compressionBytes().orElse(0L), told.compressionPages().orElse(0L), told.compressionCacheMisses().orElse(0L),
                told.compressionOverflow().orElse(0L)));
        return new JobInfo(JobInfo.Type.COMPLETED, job.operation(), job.elapsed(),
                new JobInfo.Amount(told.memoryTotal(), told.memoryProcessed(), told.memoryRemaining()),
                new JobInfo.Amount(told.diskTotal(), told.diskProcessed(), told.diskRemaining()),
                new JobInfo.Rates(told.memoryConstant().orElse(0L), told.memoryNormal().orElse(0L),
                        told.memoryNormalBytes().orElse(0L), told.memoryBps(), told.memoryDirtyRate().orElse(0L),
                        told.memoryIteration().orElse(0L), told.memoryPageSize().orElse(0L)),
                downtime, told.setupTime().orElse(0L), "", Optional.of(new JobInfo.Transfer(
                        told.memoryPostcopyRequests().orElse(0L), compression, told.autoConvergeThrottle().orElse(0), delta)));
    }

    /** The time that a job took, of two clocks. */
    static Duration elapsed(Cookie.Statistics told, long now) {
        return Duration.ofMillis(Math.max(0, now - told.started()));
    }
}
