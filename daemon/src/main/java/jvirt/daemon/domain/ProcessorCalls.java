package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.NONE;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.domain.PowerCalls.done;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.IdSet;
import jvirt.api.Parameter;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.Impact;
import jvirt.qemu.Vm;
import jvirt.qemu.agent.Guest;
import jvirt.qemu.control.DiskThreads;
import jvirt.qemu.control.ProcessorControl;
import jvirt.qemu.control.ProcessorCount;
import jvirt.qemu.stats.Sampler;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainIothreadInfo;
import jvirt.rpc.call.WireVcpuInfo;
import jvirt.rpc.server.Calls;

/** Counts, adds and places machines' processors for clients. */
public final class ProcessorCalls {
    private static final int BOTH = Impact.LIVE | Impact.CONFIG;
    /** {@code VIR_VCPU_RUNNING}. */
    private static final int RUNNING = 1;

    private final Domains domains;
    private final Sampler sampler;

    public ProcessorCalls(Domains domains, Sampler sampler) {
        this.domains = domains;
        this.sampler = sampler;
    }

    public void register(Calls calls) {
        registerCounts(calls);
        registerPlaces(calls);
        registerThreads(calls);
        registerDiskThreads(calls);
    }

    private ProcessorCount counted(WireDomain wire) {
        return new ProcessorCount(domains.of(wire), sampler);
    }

    private ProcessorControl placed(WireDomain wire) {
        return new ProcessorControl(domains.of(wire), sampler);
    }

    private void registerCounts(Calls calls) {
        calls.on(DomainCall.GetVcpusFlags.class, (_, call) -> {
            check(call.flags(), BOTH | ProcessorCount.MAXIMUM | ProcessorCount.GUEST, "qemuDomainGetVcpusFlags");
            if ((call.flags() & ProcessorCount.GUEST) == 0) return new DomainCall.NumRet(counted(call.dom()).count(call.flags()));
            if ((call.flags() & ProcessorCount.MAXIMUM) != 0) {
                throw QEMU.error(INVALID_ARG, "maximum vcpu count of a domain can't be queried from the guest");
            }
            return new DomainCall.NumRet(Guest.of(domains.of(call.dom())).onlineProcessors());
        });
        calls.on(DomainCall.GetMaxVcpus.class, (_, call) -> {
            Vm vm = domains.of(call.dom());
            int which = vm.active().isPresent() ? Impact.LIVE : Impact.CONFIG;
            return new DomainCall.NumRet(new ProcessorCount(vm, sampler).count(which | ProcessorCount.MAXIMUM));
        });
        calls.on(DomainCall.SetVcpus.class, (_, call) -> {
            counted(call.dom()).set(call.nvcpus(), Impact.LIVE);
            return NOTHING;
        });
        calls.on(DomainCall.SetVcpusFlags.class, (_, call) -> {
            check(call.flags(), BOTH | ProcessorCount.MAXIMUM | ProcessorCount.GUEST | ProcessorCount.HOTPLUGGABLE,
                    "qemuDomainSetVcpusFlags");
            if ((call.flags() & ProcessorCount.GUEST) != 0) {
                Guest.of(domains.of(call.dom())).setProcessors(call.nvcpus());
            } else {
                counted(call.dom()).set(call.nvcpus(), call.flags());
            }
            return NOTHING;
        });
        calls.on(DomainCall.SetVcpu.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetVcpu");
            if (call.state() != 0 && call.state() != 1) throw QEMU.error(INVALID_ARG, "unsupported state value");
            counted(call.dom()).set(Maps.parse(call.cpumap()), call.state() == 1, call.flags());
            return NOTHING;
        });
    }

    private void registerPlaces(Calls calls) {
        calls.on(DomainCall.GetVcpus.class, (_, call) -> {
            List<ProcessorControl.Running> running = placed(call.dom()).running().stream().limit(call.maxinfo()).toList();
            return new DomainCall.InfoCpumapsRet(running.stream().map(one ->
                    new WireVcpuInfo(one.number(), RUNNING, one.nanos(), one.processor())).toList(),
                    Maps.wire(running.stream().map(ProcessorControl.Running::allowed).toList(), call.maplen()));
        });
        calls.on(DomainCall.PinVcpu.class, (_, call) -> {
            placed(call.dom()).pin(call.vcpu(), Maps.of(call.cpumap()), Impact.LIVE);
            return NOTHING;
        });
        calls.on(DomainCall.PinVcpuFlags.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainPinVcpuFlags");
            placed(call.dom()).pin(call.vcpu(), Maps.of(call.cpumap()), call.flags());
            return NOTHING;
        });
        calls.on(DomainCall.GetVcpuPinInfo.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainGetVcpuPinInfo");
            List<BitSet> pins = placed(call.dom()).pins(call.flags()).stream().limit(call.ncpumaps()).toList();
            return new DomainCall.CpumapsNumRet(Maps.wire(pins, call.maplen()), pins.size());
        });
    }

    private void registerThreads(Calls calls) {
        calls.on(DomainCall.PinEmulator.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainPinEmulator");
            placed(call.dom()).pinEmulator(Maps.of(call.cpumap()), call.flags());
            return NOTHING;
        });
        calls.on(DomainCall.GetEmulatorPinInfo.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainGetEmulatorPinInfo");
            return new DomainCall.CpumapsRet(Maps.wire(List.of(placed(call.dom()).emulatorPin(call.flags())), call.maplen()), 1);
        });
        calls.on(DomainCall.GetIothreadInfo.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainGetIOThreadInfo");
            List<WireDomainIothreadInfo> threads = placed(call.dom()).iothreadPins(call.flags()).entrySet().stream()
                    .map(pin -> new WireDomainIothreadInfo(pin.getKey(), new Opaque(pin.getValue().toByteArray()))).toList();
            return new DomainCall.GetIothreadInfoRet(threads, threads.size());
        });
        calls.on(DomainCall.PinIothread.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainPinIOThread");
            placed(call.dom()).pinIothread(call.iothreadsId(), Maps.of(call.cpumap()), call.flags());
            return NOTHING;
        });
    }

    private DiskThreads threads(WireDomain wire) {
        return new DiskThreads(domains.of(wire), sampler);
    }

    private void registerDiskThreads(Calls calls) {
        calls.on(DomainCall.AddIothread.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainAddIOThread");
            return done(() -> threads(call.dom()).add(call.iothreadId(), call.flags()));
        });
        calls.on(DomainCall.DelIothread.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainDelIOThread");
            return done(() -> threads(call.dom()).remove(call.iothreadId(), call.flags()));
        });
        calls.on(DomainCall.SetIothreadParams.class, (_, call) -> {
            check(call.flags(), BOTH, "qemuDomainSetIOThreadParams");
            return done(() -> threads(call.dom()).set(call.iothreadId(), settings(Typed.of(call.params())), call.flags()));
        });
    }

    private static Map<String, Long> settings(List<Parameter> params) {
        Map<String, Long> settings = new LinkedHashMap<>();
        for (Parameter param : params) {
            if (!DiskThreads.settings().contains(param.name())) {
                throw NONE.error(ARGUMENT_UNSUPPORTED, "parameter '%s' not supported", param.name());
            }
            settings.put(param.name(), Parameter.number(params, param.name()).orElseThrow(() ->
                    NONE.error(INVALID_ARG, "invalid type for parameter '%s', expected a number", param.name())));
        }
        return settings;
    }

    private static void check(int flags, int known, String function) {
        Flags.check(QEMU, flags, known, function);
    }

    /** Sets of processors on the wire: a bit each, the first one lowest. */
    static final class Maps {
        private Maps() {}

        static BitSet of(Opaque map) {
            return BitSet.valueOf(map.bytes());
        }

        static BitSet parse(String set) {
            try {
                return IdSet.parse(set).bits();
            } catch (IllegalArgumentException e) {
                throw QEMU.error(INVALID_ARG, e, "Failed to parse bitmap '%s'", set);
            }
        }

        /** All of the same length, one after the other; none where the client wants none. */
        static Opaque wire(List<BitSet> maps, int length) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (BitSet map : maps) all.writeBytes(Arrays.copyOf(map.toByteArray(), length));
            return new Opaque(all.toByteArray());
        }
    }
}
