package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.domain.PowerCalls.done;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.Parameter;
import jvirt.api.domain.Perf;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Impact;
import jvirt.qemu.control.PerfCounters;
import jvirt.qemu.plug.NicPlug;
import jvirt.qemu.stats.Sampler;
import jvirt.qemu.tuning.BlockWeights;
import jvirt.qemu.tuning.CardBandwidth;
import jvirt.qemu.tuning.DiskThrottle;
import jvirt.qemu.tuning.GroupThrottle;
import jvirt.qemu.tuning.MemoryLimits;
import jvirt.qemu.tuning.NumaPolicy;
import jvirt.qemu.tuning.Scheduling;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Calls;

/** Tells and changes machines' shares of the host, for clients. */
public final class TuningCalls {
    private static final int BOTH = Impact.LIVE | Impact.CONFIG;
    /** How many values of a kind there are. */
    private static final int SCHEDULING = 9;
    private static final int MEMORY = 3;
    private static final int NUMA = 2;

    private final Domains domains;
    private final Sampler sampler;
    private final NicPlug nics;

    /** @param nics limits cards on the host */
    public TuningCalls(Domains domains, Sampler sampler, NicPlug nics) {
        this.domains = domains;
        this.sampler = sampler;
        this.nics = nics;
    }

    public void register(Calls calls) {
        registerScheduling(calls);
        registerMemory(calls);
        registerDisks(calls);
        registerCounters(calls);
        calls.on(DomainCall.SetInterfaceParameters.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetInterfaceParameters");
            return done(() -> new CardBandwidth(domains.of(call.dom()), call.device())
                    .set(Typed.of(call.params()), call.flags(), nics));
        });
        calls.on(DomainCall.GetInterfaceParameters.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetInterfaceParameters");
            if (call.nparams() == 0) return number(CardBandwidth.count());
            return FigureCalls.some(new CardBandwidth(domains.of(call.dom()), call.device()).get(flags), call.nparams());
        });
    }

    private static DomainCall.GetMemoryParametersRet number(int count) {
        return new DomainCall.GetMemoryParametersRet(List.of(), count);
    }

    private Scheduling scheduling(WireDomain wire) {
        return new Scheduling(domains.of(wire), sampler);
    }

    private void registerScheduling(Calls calls) {
        calls.on(DomainCall.GetSchedulerType.class, (_, call) -> {
            domains.of(call.dom());
            return new DomainCall.GetSchedulerTypeRet("posix", SCHEDULING);
        });
        calls.on(DomainCall.GetSchedulerParameters.class, (_, call) -> scheduling(call.dom(), call.nparams(), 0));
        calls.on(DomainCall.GetSchedulerParametersFlags.class, (_, call) -> scheduling(call.dom(), call.nparams(),
                question(call.flags(), "qemuDomainGetSchedulerParametersFlags")));
        calls.on(DomainCall.SetSchedulerParameters.class, (_, call) ->
                done(() -> scheduling(call.dom()).set(Typed.of(call.params()), 0)));
        calls.on(DomainCall.SetSchedulerParametersFlags.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetSchedulerParametersFlags");
            return done(() -> scheduling(call.dom()).set(Typed.of(call.params()), call.flags()));
        });
    }

    private DomainCall.ParamsRet scheduling(WireDomain wire, int room, int flags) {
        List<Parameter> values = scheduling(wire).get(flags);
        return new DomainCall.ParamsRet(Typed.wire(values.subList(0, Math.min(room, values.size()))));
    }

    private void registerMemory(Calls calls) {
        calls.on(DomainCall.GetMemoryParameters.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetMemoryParameters");
            if (call.nparams() == 0) return number(MEMORY);
            return FigureCalls.some(new MemoryLimits(domains.of(call.dom())).get(flags), call.nparams());
        });
        calls.on(DomainCall.SetMemoryParameters.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetMemoryParameters");
            return done(() -> new MemoryLimits(domains.of(call.dom())).set(Typed.of(call.params()), call.flags()));
        });
        calls.on(DomainCall.GetNumaParameters.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetNumaParameters");
            if (call.nparams() == 0) return number(NUMA);
            return FigureCalls.some(new NumaPolicy(domains.of(call.dom())).get(flags), call.nparams());
        });
        calls.on(DomainCall.SetNumaParameters.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetNumaParameters");
            return done(() -> new NumaPolicy(domains.of(call.dom())).set(Typed.of(call.params()), call.flags()));
        });
    }

    private void registerDisks(Calls calls) {
        calls.on(DomainCall.GetBlkioParameters.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetBlkioParameters");
            if (call.nparams() == 0) return number(BlockWeights.count());
            return FigureCalls.some(new BlockWeights(domains.of(call.dom())).get(flags), call.nparams());
        });
        calls.on(DomainCall.SetBlkioParameters.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetBlkioParameters");
            return done(() -> new BlockWeights(domains.of(call.dom())).set(Typed.of(call.params()), call.flags()));
        });
        calls.on(DomainCall.GetBlockIoTune.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetBlockIoTune");
            if (call.nparams() == 0) return new DomainCall.GetBlockIoTuneRet(List.of(), DiskThrottle.count());
            String disk = call.disk().orElseThrow(() -> QEMU.error(INVALID_ARG, "no disk is named"));
            List<Parameter> values = new DiskThrottle(domains.of(call.dom()), disk).get(flags);
            List<Parameter> given = values.subList(0, Math.min(call.nparams(), values.size()));
            return new DomainCall.GetBlockIoTuneRet(Typed.wire(given), given.size());
        });
        calls.on(DomainCall.SetThrottleGroup.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetThrottleGroup");
            return done(() -> new GroupThrottle(domains.of(call.dom()), call.group()).set(Typed.of(call.params()), call.flags()));
        });
        calls.on(DomainCall.DelThrottleGroup.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainDelThrottleGroup");
            return done(() -> new GroupThrottle(domains.of(call.dom()), call.group().orElse("")).delete(call.flags()));
        });
        calls.on(DomainCall.SetBlockIoTune.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetBlockIoTune");
            return done(() -> new DiskThrottle(domains.of(call.dom()), call.disk()).set(Typed.of(call.params()), call.flags()));
        });
    }

    private void registerCounters(Calls calls) {
        calls.on(DomainCall.GetPerfEvents.class, (_, call) -> {
            int flags = question(call.flags(), "qemuDomainGetPerfEvents");
            return new DomainCall.GetPerfEventsRet(Typed.wire(new PerfCounters(domains.of(call.dom())).get(flags)));
        });
        calls.on(DomainCall.SetPerfEvents.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetPerfEvents");
            Map<Perf.Counter, Boolean> wanted = new LinkedHashMap<>();
            for (Parameter param : Typed.of(call.params())) {
                Perf.Counter counter = PerfCounters.named(param.name()).orElseThrow(() ->
                        NONE.error(ARGUMENT_UNSUPPORTED, "parameter '%s' not supported", param.name()));
                if (!(param.value() instanceof Parameter.Value.Truth(var on))) {
                    throw NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected 'boolean'", param.name());
                }
                wanted.put(counter, on);
            }
            return done(() -> new PerfCounters(domains.of(call.dom())).set(wanted, call.flags()));
        });
    }

    /** Clients always say that they take texts. */
    private static int question(int flags, String function) {
        check(flags, BOTH | FigureCalls.TEXTS, function);
        return flags & ~FigureCalls.TEXTS;
    }

    private static void check(int flags, int known, String function) {
        Flags.check(QEMU, flags, known, function);
    }
}
