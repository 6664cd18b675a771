package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.CGROUP;
import static jvirt.api.ErrorDomain.DOMAIN;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.api.ErrorDomain.RPC;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Interface;
import jvirt.daemon.connect.Flags;
import jvirt.host.InterfaceCounters;
import jvirt.host.NodeInfo;
import jvirt.host.ProcessTimes;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.control.ImageContent;
import jvirt.qemu.stats.DiskFigures;
import jvirt.qemu.stats.ImageSizes;
import jvirt.qemu.stats.MemoryFigures;
import jvirt.qemu.stats.Sampler;
import jvirt.qemu.stats.Statistics;
import jvirt.qemu.stats.StatsGroup;
import jvirt.qemu.tuning.ProcessorUsage;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.WireDomainDiskError;
import jvirt.rpc.call.WireDomainMemoryStat;
import jvirt.rpc.call.WireDomainStatsRecord;
import jvirt.rpc.server.Calls;

/** Tells in figures what machines do and use. No machine's answer waits for another's, nor for anybody's turn. */
public final class FigureCalls {
    /** {@code virConnectGetAllDomainStatsFlags}; the lower bits are those of a list's filter. */
    private static final int FILTERS = 0xff;
    private static final int NOWAIT = 1 << 29;
    private static final int BACKING = 1 << 30;
    private static final int ENFORCE = 1 << 31;
    /** {@code VIR_TYPED_PARAM_STRING_OKAY}: clients always say so. */
    static final int TEXTS = 4;
    /** What neither QEMU nor the host is asked for. */
    private static final Set<StatsGroup> IN_MEMORY = Set.of(StatsGroup.STATE);
    private static final int TOTAL = -1;
    /** {@code REMOTE_DOMAIN_BLOCK_PEEK_BUFFER_MAX}. */
    private static final int PEEK_MOST = 4 << 20;

    private final Domains domains;
    private final Sampler sampler;

    public FigureCalls(Domains domains, Sampler sampler) {
        this.domains = domains;
        this.sampler = sampler;
    }

    public void register(Calls calls) {
        calls.on(ConnectCall.GetAllDomainStats.class, call -> groups(call).equals(IN_MEMORY), (_, call) -> stats(call));
        calls.on(DomainCall.BlockStats.class, (_, call) -> {
            DiskFigures.Counters all = disks(domains.of(call.dom())).counters(call.path());
            return new DomainCall.BlockStatsRet(all.rdOperations(), all.rdBytes(), all.wrOperations(), all.wrBytes(), -1);
        });
        calls.on(DomainCall.BlockStatsFlags.class, (_, call) -> blockStats(call));
        calls.on(DomainCall.GetBlockInfo.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainGetBlockInfo");
            ImageSizes sizes = disks(domains.of(call.dom())).sizes(call.path());
            return new DomainCall.GetBlockInfoRet(sizes.allocation(), sizes.capacity(), sizes.physical());
        });
        calls.on(DomainCall.BlockPeek.class, (_, call) -> {
            if (Integer.compareUnsigned(call.size(), PEEK_MOST) > 0) {
                throw RPC.error(INTERNAL_ERROR, "size > maximum buffer size");
            }
            Flags.check(QEMU, call.flags(), 0, "qemuDomainBlockPeek");
            return new DomainCall.BufferRet(new Opaque(ImageContent.read(domains.of(call.dom()).current(), call.path(),
                    call.offset(), call.size())));
        });
        calls.on(DomainCall.GetDiskErrors.class, (_, call) -> diskErrors(call));
        calls.on(DomainCall.InterfaceStats.class, (_, call) -> card(call));
        calls.on(DomainCall.MemoryStats.class, (_, call) -> memory(call));
        calls.on(DomainCall.GetCpuStats.class, (_, call) -> processor(call));
    }

    private DiskFigures disks(Vm vm) {
        return new DiskFigures(sampler, vm);
    }

    private ConnectCall.RetStatsRet stats(ConnectCall.GetAllDomainStats call) {
        Flags.check(QEMU, call.flags(), FILTERS | NOWAIT | BACKING | ENFORCE, "qemuConnectGetAllDomainStats");
        int unknown = StatsGroup.unknown(call.stats());
        if (unknown != 0 && (call.flags() & ENFORCE) != 0) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "Stats types bits 0x%x are not supported by this daemon or QEMU", unknown);
        }
        List<Vm> wanted = call.doms().isEmpty() ? domains.passing(call.flags() & FILTERS)
                : call.doms().stream().map(domains::of).filter(vm -> domains.passes(vm, call.flags() & FILTERS)).toList();
        Set<StatsGroup> groups = groups(call);
        boolean backing = (call.flags() & BACKING) != 0;
        if (groups.equals(IN_MEMORY) || wanted.size() == 1) {
            return new ConnectCall.RetStatsRet(wanted.stream().map(vm -> record(vm, groups, backing)).toList());
        }
        // every QEMU answers for itself: asked at the same time, they answer at the same time
        List<CompletableFuture<WireDomainStatsRecord>> records = new ArrayList<>();
        for (Vm vm : wanted) {
            CompletableFuture<WireDomainStatsRecord> answer = new CompletableFuture<>();
            records.add(answer);
            Thread.ofVirtual().name("figures of " + vm.name()).start(() -> {
                try {
                    answer.complete(record(vm, groups, backing));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        return new ConnectCall.RetStatsRet(records.stream().map(CompletableFuture::join).toList());
    }

    private static Set<StatsGroup> groups(ConnectCall.GetAllDomainStats call) {
        return StatsGroup.of(call.stats() - StatsGroup.unknown(call.stats()));
    }

    private WireDomainStatsRecord record(Vm vm, Set<StatsGroup> groups, boolean backing) {
        return new WireDomainStatsRecord(Domains.wire(vm), Typed.wire(new Statistics(sampler, vm, backing).of(groups)));
    }

    private DomainCall.GetMemoryParametersRet blockStats(DomainCall.BlockStatsFlags call) {
        Flags.check(QEMU, call.flags(), TEXTS, "qemuDomainBlockStatsFlags");
        DiskFigures.Counters all = disks(domains.of(call.dom())).counters(call.path());
        List<Parameter> figures = List.of(Parameter.ofLlong("wr_bytes", all.wrBytes()),
                Parameter.ofLlong("wr_operations", all.wrOperations()), Parameter.ofLlong("rd_bytes", all.rdBytes()),
                Parameter.ofLlong("rd_operations", all.rdOperations()), Parameter.ofLlong("flush_operations", all.flushOperations()),
                Parameter.ofLlong("wr_total_times", all.wrNanos()), Parameter.ofLlong("rd_total_times", all.rdNanos()),
                Parameter.ofLlong("flush_total_times", all.flushNanos()));
        return some(figures, call.nparams());
    }

    /** None where only their number is wanted. */
    static DomainCall.GetMemoryParametersRet some(List<Parameter> parameters, int room) {
        List<Parameter> given = parameters.subList(0, Math.min(room, parameters.size()));
        return new DomainCall.GetMemoryParametersRet(Typed.wire(given), room == 0 ? parameters.size() : given.size());
    }

    private DomainCall.ErrorsNerrorsRet diskErrors(DomainCall.GetDiskErrors call) {
        Flags.check(QEMU, call.flags(), 0, "qemuDomainGetDiskErrors");
        Vm vm = domains.of(call.dom());
        if (call.maxerrors() == 0) {
            return new DomainCall.ErrorsNerrorsRet(List.of(), vm.running().live().devices().disks().size());
        }
        List<WireDomainDiskError> failures = disks(vm).failures().stream().limit(call.maxerrors())
                .map(failure -> new WireDomainDiskError(failure.disk(), failure.error())).toList();
        return new DomainCall.ErrorsNerrorsRet(failures, failures.size());
    }

    private DomainCall.InterfaceStatsRet card(DomainCall.InterfaceStats call) throws IOException {
        Interface nic = nic(domains.of(call.dom()).running().live(), call.device());
        InterfaceCounters host = nic.tap().map(InterfaceCounters.all()::get)
                .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "/proc/net/dev: Interface not found"));
        InterfaceCounters seen = Statistics.counters(nic, host);
        return new DomainCall.InterfaceStatsRet(seen.rxBytes(), seen.rxPackets(), seen.rxErrors(), seen.rxDropped(), seen.txBytes(),
                seen.txPackets(), seen.txErrors(), seen.txDropped());
    }

    /** The card of this tap or MAC address. */
    static Interface nic(Domain domain, String device) {
        return domain.devices().interfaces().stream()
                .filter(nic -> nic.tap().filter(device::equals).isPresent()
                        || nic.mac().filter(mac -> mac.address().toString().equalsIgnoreCase(device)).isPresent())
                .findFirst().orElseThrow(() -> DOMAIN.error(INVALID_ARG, "'%s' is not a known interface", device));
    }

    private DomainCall.StatsRet memory(DomainCall.MemoryStats call) {
        Flags.check(QEMU, call.flags(), 0, "qemuDomainMemoryStats");
        Vm vm = domains.of(call.dom());
        var active = vm.running();
        var figures = new MemoryFigures(active.live(), Optional.of(sampler.of(vm, active))).figures();
        return new DomainCall.StatsRet(figures.entrySet().stream().limit(call.maxStats())
                .map(figure -> new WireDomainMemoryStat(figure.getKey().tag(), figure.getValue())).toList());
    }

    private DomainCall.GetCpuStatsRet processor(DomainCall.GetCpuStats call) {
        Flags.check(QEMU, call.flags(), TEXTS, "qemuDomainGetCPUStats");
        Vm vm = domains.of(call.dom());
        Active active = vm.running();
        return call.startCpu() == TOTAL ? allProcessors(vm, active, call.nparams()) : eachProcessor(active, call);
    }

    private DomainCall.GetCpuStatsRet allProcessors(Vm vm, Active active, int most) {
        ProcessTimes times = sampler.of(vm, active).times().orElseThrow(() -> QEMU.error(INTERNAL_ERROR,
                "cannot read cputime for domain"));
        List<Parameter> total = List.of(Parameter.ofUllong("cpu_time", times.total()), Parameter.ofUllong("user_time", times.user()),
                Parameter.ofUllong("system_time", times.system()));
        if (most == 0) return new DomainCall.GetCpuStatsRet(List.of(), total.size());
        List<Parameter> given = total.subList(0, Math.min(most, total.size()));
        return new DomainCall.GetCpuStatsRet(Typed.wire(given), given.size());
    }

    /** Who asks for nothing is told how much there is: of a processor, or, for no processor, how many processors. */
    private static DomainCall.GetCpuStatsRet eachProcessor(Active active, DomainCall.GetCpuStats call) {
        if (call.startCpu() < 0) throw DOMAIN.error(INVALID_ARG, "start_cpu in virDomainGetCPUStats must be zero or greater");
        if (call.nparams() == 0 && call.ncpus() != 0) return new DomainCall.GetCpuStatsRet(List.of(), 1);
        int processors = presentProcessors();
        if (call.ncpus() == 0) return new DomainCall.GetCpuStatsRet(List.of(), processors);
        if (call.startCpu() >= processors) {
            throw CGROUP.error(INVALID_ARG, "start_cpu %d larger than maximum of %d", call.startCpu(), processors - 1);
        }
        List<Parameter> given = ProcessorUsage.of(active).stream().limit(processors).skip(call.startCpu()).limit(call.ncpus())
                .map(nanoseconds -> Parameter.ofUllong("cpu_time", nanoseconds)).toList();
        return new DomainCall.GetCpuStatsRet(Typed.wire(given), 1);
    }

    private static int presentProcessors() {
        try {
            return NodeInfo.read().present().length();
        } catch (IOException e) {
            throw CGROUP.error(INTERNAL_ERROR, e, "cannot count the host's processors: %s", e.getMessage());
        }
    }
}
