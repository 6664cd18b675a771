package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.api.ErrorDomain.RPC;
import static jvirt.rpc.call.Nothing.NOTHING;

import jvirt.daemon.connect.Flags;
import jvirt.qemu.Impact;
import jvirt.qemu.Vm;
import jvirt.qemu.control.MemoryContent;
import jvirt.qemu.control.MemoryControl;
import jvirt.qemu.stats.Sampler;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.server.Calls;

/** Gives machines more memory or less, for clients. */
public final class MemoryCalls {
    private static final int BOTH = Impact.LIVE | Impact.CONFIG;
    /** {@code VIR_DOMAIN_MEM_MAXIMUM}. */
    private static final int MAXIMUM = 4;
    /** {@code virDomainDirtyRateCalcFlags}: sampling pages, else a bitmap or the ring of KVM. */
    private static final int DIRTY_MODES = 3;

    /** {@code virDomainMemoryFlags}. */
    private static final int VIRTUAL = 1;
    private static final int PHYSICAL = 2;
    /** {@code REMOTE_DOMAIN_MEMORY_PEEK_BUFFER_MAX}. */
    private static final int PEEK_MOST = 4 << 20;

    private final Domains domains;
    private final Sampler sampler;

    public MemoryCalls(Domains domains, Sampler sampler) {
        this.domains = domains;
        this.sampler = sampler;
    }

    public void register(Calls calls) {
        calls.on(DomainCall.SetMemory.class, (_, call) -> {
            new MemoryControl(domains.of(call.dom())).setCurrent(call.memory(), Impact.LIVE);
            return NOTHING;
        });
        calls.on(DomainCall.SetMaxMemory.class, (_, call) -> {
            new MemoryControl(domains.of(call.dom())).setMaximum(call.memory(), 0);
            return NOTHING;
        });
        calls.on(DomainCall.SetMemoryFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH | MAXIMUM, "qemuDomainSetMemoryFlags");
            MemoryControl memory = new MemoryControl(domains.of(call.dom()));
            if ((call.flags() & MAXIMUM) != 0) {
                memory.setMaximum(call.memory(), call.flags());
            } else {
                memory.setCurrent(call.memory(), call.flags());
            }
            return NOTHING;
        });
        calls.on(DomainCall.SetMemoryStatsPeriod.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH, "qemuDomainSetMemoryStatsPeriod");
            new MemoryControl(domains.of(call.dom())).setStatsPeriod(call.period(), call.flags());
            return NOTHING;
        });
        calls.on(DomainCall.MemoryPeek.class, (_, call) -> {
            if (Integer.compareUnsigned(call.size(), PEEK_MOST) > 0) throw RPC.error(INTERNAL_ERROR, "size > maximum buffer size");
            Flags.check(QEMU, call.flags(), VIRTUAL | PHYSICAL, "qemuDomainMemoryPeek");
            Vm vm = domains.of(call.dom());
            if (call.flags() != VIRTUAL && call.flags() != PHYSICAL) {
                throw QEMU.error(INVALID_ARG, "flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL");
            }
            return new DomainCall.BufferRet(new Opaque(
                    MemoryContent.read(vm, call.flags() == VIRTUAL, call.offset(), call.size())));
        });
        calls.on(DomainCall.StartDirtyRateCalc.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), DIRTY_MODES, "qemuDomainStartDirtyRateCalc");
            Vm vm = domains.of(call.dom());
            new MemoryControl(vm).measureDirtying(call.seconds(), dirtyMode(call.flags()), sampler);
            return NOTHING;
        });
    }

    private static String dirtyMode(int flags) {
        return switch (flags) {
            case 1 -> "dirty-bitmap";
            case 2 -> "dirty-ring";
            default -> "page-sampling";
        };
    }
}
