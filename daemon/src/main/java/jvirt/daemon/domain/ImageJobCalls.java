package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.Optional;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Vm;
import jvirt.qemu.control.WriteThreshold;
import jvirt.qemu.image.Copying;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.image.Shortening;
import jvirt.qemu.stats.Sampler;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.server.Calls;

/** Answers the procedures on work with the images of running machines. */
final class ImageJobCalls {
    private static final int REBASE_SHALLOW_OR_REUSE = 3;
    private static final int REBASE_RAW = 1 << 2;
    private static final int REBASE_COPY = 1 << 3;
    private static final int REBASE_RELATIVE = 1 << 4;
    private static final int REBASE_DEVICE = 1 << 5;
    private static final int REBASE_BYTES = 1 << 6;
    private static final int REBASE_ALL = (1 << 7) - 1;
    private static final int COPY_ALL = (1 << 4) - 1;
    private static final int PULL_BYTES = 1 << 6;
    private static final int COMMIT_SHALLOW = 1;
    private static final int COMMIT_DELETE = 1 << 1;
    private static final int COMMIT_ACTIVE = 1 << 2;
    private static final int COMMIT_RELATIVE = 1 << 3;
    private static final int COMMIT_BYTES = 1 << 4;
    private static final int ABORT_ASYNC = 1;
    private static final int ABORT_PIVOT = 1 << 1;
    private static final int BYTES = 1;
    private static final int MIB = 20;
    private static final int KIB = 10;

    private final Domains domains;
    private final ImageJobs jobs;
    private final Sampler sampler;

    ImageJobCalls(Domains domains, ImageJobs jobs, Sampler sampler) {
        this.domains = domains;
        this.jobs = jobs;
        this.sampler = sampler;
    }

    void register(Calls calls) {
        calls.on(DomainCall.BlockPull.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), PULL_BYTES, "qemuDomainBlockPull");
            jobs.pull(domains.of(call.dom()), call.path(), new Shortening.Pull(Optional.empty(),
                    bytes(call.bandwidth(), has(call.flags(), PULL_BYTES)), false));
            return NOTHING;
        });
        calls.on(DomainCall.BlockRebase.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), REBASE_ALL, "qemuDomainBlockRebase");
            long speed = bytes(call.bandwidth(), has(call.flags(), REBASE_BYTES));
            if (has(call.flags(), REBASE_COPY)) {
                jobs.copy(domains.of(call.dom()), call.path(), copy(call, speed));
                return NOTHING;
            }
            if (has(call.flags(), REBASE_RELATIVE) && call.base().isEmpty()) {
                throw QEMU.error(INVALID_ARG, "flag VIR_DOMAIN_BLOCK_REBASE_RELATIVE is valid only with non-null base");
            }
            jobs.pull(domains.of(call.dom()), call.path(), new Shortening.Pull(call.base(), speed,
                    has(call.flags(), REBASE_RELATIVE)));
            return NOTHING;
        });
        calls.on(DomainCall.BlockCopy.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), COPY_ALL, "qemuDomainBlockCopy");
            jobs.copy(domains.of(call.dom()), call.path(), CopyRequest.of(call));
            return NOTHING;
        });
        calls.on(DomainCall.BlockCommit.class, (_, call) -> {
            int flags = call.flags();
            Flags.check(QEMU, flags, COMMIT_SHALLOW | COMMIT_ACTIVE | COMMIT_RELATIVE | COMMIT_DELETE | COMMIT_BYTES,
                    "qemuDomainBlockCommit");
            jobs.commit(domains.of(call.dom()), call.disk(), new Shortening.Commit(call.base(), call.top(),
                    bytes(call.bandwidth(), has(flags, COMMIT_BYTES)), has(flags, COMMIT_SHALLOW), has(flags, COMMIT_ACTIVE),
                    has(flags, COMMIT_DELETE), has(flags, COMMIT_RELATIVE)));
            return NOTHING;
        });
        registerSteering(calls);
    }

    /** The older way to ask for a copy: to a path, with what else there is to say in flags. */
    private static Copying.Copy copy(DomainCall.BlockRebase call, long speed) {
        if (has(call.flags(), REBASE_RELATIVE)) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "Relative backing during copy not supported yet");
        }
        Optional<String> path = call.base();
        DiskSource source = has(call.flags(), REBASE_DEVICE) ? new DiskSource.Block(path, DiskSource.Extras.NONE)
                : new DiskSource.File(path, Optional.empty(), DiskSource.Extras.NONE);
        return new Copying.Copy(source, Optional.of(Disk.Format.RAW).filter(_ -> has(call.flags(), REBASE_RAW)), Optional.empty(),
                speed, 0, 0, call.flags() & REBASE_SHALLOW_OR_REUSE);
    }

    private void registerSteering(Calls calls) {
        calls.on(DomainCall.BlockJobAbort.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), ABORT_ASYNC | ABORT_PIVOT, "qemuDomainBlockJobAbort");
            jobs.abort(domains.of(call.dom()), call.path(), has(call.flags(), ABORT_PIVOT), !has(call.flags(), ABORT_ASYNC));
            return NOTHING;
        });
        calls.on(DomainCall.BlockJobSetSpeed.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BYTES, "qemuDomainBlockJobSetSpeed");
            jobs.limit(domains.of(call.dom()), call.path(), bytes(call.bandwidth(), has(call.flags(), BYTES)));
            return NOTHING;
        });
        calls.on(DomainCall.GetBlockJobInfo.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BYTES, "qemuDomainGetBlockJobInfo");
            return jobs.progress(domains.of(call.dom()), call.path()).map(job -> new DomainCall.GetBlockJobInfoRet(1, job.kind(),
                    has(call.flags(), BYTES) ? job.speed() : (job.speed() + (1L << MIB) - 1) >> MIB, job.done(), job.all()))
                    .orElse(new DomainCall.GetBlockJobInfoRet(0, 0, 0, 0, 0));
        });
        calls.on(DomainCall.SetBlockThreshold.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainSetBlockThreshold");
            WriteThreshold.set(domains.of(call.dom()), call.dev(), call.threshold());
            return NOTHING;
        });
        calls.on(DomainCall.BlockResize.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BYTES, "qemuDomainBlockResize");
            boolean inBytes = has(call.flags(), BYTES);
            if (!inBytes && call.size() >>> Long.SIZE - KIB != 0) {
                throw QEMU.error(OVERFLOW, "size must be less than %s", Long.toUnsignedString(-1L >>> KIB));
            }
            Vm vm = domains.of(call.dom());
            jobs.resize(vm, call.disk(), inBytes ? call.size() : call.size() << KIB);
            // who changes a size and asks for it sees the new one
            vm.active().ifPresent(active -> sampler.of(vm, active).imagesChanged());
            return NOTHING;
        });
    }

    private static long bytes(long bandwidth, boolean inBytes) {
        if (inBytes) return bandwidth;
        if (bandwidth > Long.MAX_VALUE >> MIB) {
            throw QEMU.error(OVERFLOW, "bandwidth must be less than %d", Long.MAX_VALUE >> MIB);
        }
        return bandwidth << MIB;
    }
}
