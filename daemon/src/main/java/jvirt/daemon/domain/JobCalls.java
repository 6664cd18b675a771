package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Condition;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.server.Calls;

/** Tells clients how far long jobs are, and ends them. */
public final class JobCalls {
    /** {@code virDomainGetJobStatsFlags}. */
    private static final int COMPLETED = 1;
    private static final int KEEP_COMPLETED = 2;

    private final Domains domains;

    public JobCalls(Domains domains) {
        this.domains = domains;
    }

    public void register(Calls calls) {
        calls.on(DomainCall.GetJobInfo.class, (_, call) -> info(current(domains.of(call.dom()))));
        calls.on(DomainCall.GetJobStats.class, (_, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), COMPLETED | KEEP_COMPLETED, "qemuDomainGetJobStats");
            Vm vm = domains.of(call.dom());
            boolean completed = (call.flags() & COMPLETED) != 0;
            JobInfo info = !completed ? current(vm)
                    : vm.jobs().lengthy().isPresent() ? JobInfo.NONE
                    : vm.jobs().completed((call.flags() & KEEP_COMPLETED) != 0);
            return new DomainCall.TypeParamsRet(info.type().ordinal(), params(info));
        });
        calls.on(DomainCall.AbortJob.class, (_, call) -> abort(domains.of(call.dom())));
        calls.on(DomainCall.AbortJobFlags.class, (_, call) -> {
            Flags.check(ErrorDomain.QEMU, call.flags(), 1, "qemuDomainAbortJobFlags");
            Vm vm = domains.of(call.dom());
            return call.flags() == 0 ? abort(vm) : pausePostcopy(vm);
        });
    }

    private static JobInfo current(Vm vm) {
        vm.running();
        return vm.jobs().lengthy().map(Jobs.Turn::info).orElse(JobInfo.NONE);
    }

    private static DomainCall.GetJobInfoRet info(JobInfo info) {
        JobInfo.Amount data = info.data();
        return new DomainCall.GetJobInfoRet(info.type().ordinal(), info.elapsed().toMillis(), 0,
                data.total(), data.processed(), data.remaining(),
                info.memory().total(), info.memory().processed(), info.memory().remaining(),
                info.disk().total(), info.disk().processed(), info.disk().remaining());
    }

    /** Names and order are libvirt's, {@code qemuDomainMigrationJobDataToParams}. */
    static List<TypedParam> params(JobInfo info) {
        List<TypedParam> params = new ArrayList<>();
        if (info.type() == JobInfo.Type.NONE) return params;
        if (info.saved().isPresent()) return backup(info, info.saved().get());
        long elapsed = info.elapsed().toMillis();
        Optional<Long> delta = info.transfer().flatMap(JobInfo.Transfer::delta);
        params.add(TypedParam.ofInt("operation", info.operation().ordinal()));
        params.add(TypedParam.ofUllong("time_elapsed", elapsed));
        // without the way there, where the other host has told how long that took
        delta.filter(way -> elapsed > way).ifPresent(way -> params.add(TypedParam.ofUllong("time_elapsed_net", elapsed - way)));
        // once its end is there, QEMU has told both, were they none at all
        boolean told = info.type() == JobInfo.Type.COMPLETED && info.rates().pageSize() > 0;
        if (told || info.downtime() > 0) params.add(TypedParam.ofUllong("downtime", info.downtime()));
        delta.filter(way -> info.downtime() > way)
                .ifPresent(way -> params.add(TypedParam.ofUllong("downtime_net", info.downtime() - way)));
        if (told || info.setupTime() > 0) params.add(TypedParam.ofUllong("setup_time", info.setupTime()));
        amount(params, "data_", info.data());
        amount(params, "memory_", info.memory());
        JobInfo.Rates rates = info.rates();
        if (!rates.equals(JobInfo.Rates.UNKNOWN)) {
            if (rates.bytesPerSecond() > 0) params.add(TypedParam.ofUllong("memory_bps", rates.bytesPerSecond()));
            params.add(TypedParam.ofUllong("memory_constant", rates.constant()));
            params.add(TypedParam.ofUllong("memory_normal", rates.normal()));
            params.add(TypedParam.ofUllong("memory_normal_bytes", rates.normalBytes()));
            params.add(TypedParam.ofUllong("memory_dirty_rate", rates.dirtyRate()));
            params.add(TypedParam.ofUllong("memory_iteration", rates.iteration()));
            params.add(TypedParam.ofUllong("memory_postcopy_requests",
                    info.transfer().map(JobInfo.Transfer::postcopyRequests).orElse(0L)));
            if (rates.pageSize() > 0) params.add(TypedParam.ofUllong("memory_page_size", rates.pageSize()));
        }
        if (info.transfer().isPresent() || !info.disk().equals(JobInfo.Amount.NOTHING)) amount(params, "disk_", info.disk());
        info.transfer().ifPresent(transfer -> transfer(params, transfer));
        Optional.of(info.error()).filter(text -> !text.isEmpty()).ifPresent(text -> params.add(TypedParam.of("errmsg", text)));
        return params;
    }

    /** Names and order are libvirt's, {@code qemuDomainBackupJobDataToParams}. */
    private static List<TypedParam> backup(JobInfo info, JobInfo.Amount saved) {
        List<TypedParam> params = new ArrayList<>();
        params.add(TypedParam.ofInt("operation", info.operation().ordinal()));
        params.add(TypedParam.ofUllong("time_elapsed", info.elapsed().toMillis()));
        if (!info.disk().equals(JobInfo.Amount.NOTHING)) amount(params, "disk_", info.disk());
        if (!saved.equals(JobInfo.Amount.NOTHING)) {
            params.add(TypedParam.ofUllong("disk_temp_used", saved.processed()));
            params.add(TypedParam.ofUllong("disk_temp_total", saved.total()));
        }
        if (info.type() != JobInfo.Type.UNBOUNDED) {
            params.add(new TypedParam("success", new TypedParam.Value.Bool(info.type() == JobInfo.Type.COMPLETED ? 1 : 0)));
        }
        if (!info.error().isEmpty()) params.add(TypedParam.of("errmsg", info.error()));
        return params;
    }

    private static void transfer(List<TypedParam> params, JobInfo.Transfer transfer) {
        transfer.compression().ifPresent(compression -> {
            params.add(TypedParam.ofUllong("compression_cache", compression.cache()));
            params.add(TypedParam.ofUllong("compression_bytes", compression.bytes()));
            params.add(TypedParam.ofUllong("compression_pages", compression.pages()));
            params.add(TypedParam.ofUllong("compression_cache_misses", compression.misses()));
            params.add(TypedParam.ofUllong("compression_overflow", compression.overflows()));
        });
        if (transfer.throttle() > 0) params.add(TypedParam.ofInt("auto_converge_throttle", transfer.throttle()));
    }

    private static void amount(List<TypedParam> params, String prefix, JobInfo.Amount amount) {
        params.add(TypedParam.ofUllong(prefix + "total", amount.total()));
        params.add(TypedParam.ofUllong(prefix + "processed", amount.processed()));
        params.add(TypedParam.ofUllong(prefix + "remaining", amount.remaining()));
    }

    private static Nothing abort(Vm vm) {
        vm.running();
        Jobs.Turn turn = vm.jobs().lengthy()
                .orElseThrow(() -> ErrorDomain.QEMU.error(OPERATION_INVALID, "no job is active on the domain"));
        if (turn.job() == Job.START || turn.job() == Job.RESTORE) {
            throw ErrorDomain.QEMU.error(OPERATION_INVALID, "cannot abort VM start; use virDomainDestroy instead");
        }
        if (turn.job() == Job.MIGRATION_IN) {
            throw ErrorDomain.QEMU.error(OPERATION_INVALID, "cannot abort incoming migration; use virDomainDestroy instead");
        }
        if (turn.job() == Job.DUMP) throw ErrorDomain.QEMU.error(OPERATION_INVALID, "cannot abort memory-only dump");
        if (turn.job() == Job.MIGRATION_OUT && postcopy(vm)) {
            throw ErrorDomain.QEMU.error(OPERATION_INVALID, "cannot abort migration in post-copy mode");
        }
        turn.abort();
        return NOTHING;
    }

    private static boolean postcopy(Vm vm) {
        Condition condition = vm.state().condition();
        return condition == Condition.PAUSED_POSTCOPY || condition == Condition.PAUSED_POSTCOPY_FAILED;
    }

    /** The guest runs on the other host; what is still here stays here until the migration is resumed. */
    private static Nothing pausePostcopy(Vm vm) {
        vm.running();
        boolean leaves = vm.jobs().lengthy().filter(turn -> turn.job() == Job.MIGRATION_OUT).isPresent();
        if (!leaves || !postcopy(vm)) {
            throw ErrorDomain.QEMU.error(OPERATION_INVALID, "current job is not outgoing migration in post-copy mode");
        }
        vm.running().qemu().monitor().call(new MigrationCommand.Pause());
        return NOTHING;
    }
}
