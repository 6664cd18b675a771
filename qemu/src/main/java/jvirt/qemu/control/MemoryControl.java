package jvirt.qemu.control;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Memory;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.json.Json;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Reply;
import jvirt.qemu.stats.Sampler;

/** How much memory a machine has, and may have. */
public record MemoryControl(Vm vm) {
    /** Seconds for which memory may be watched: libvirt's. */
    private static final int DIRTYING_MAX = 60;

    /** Gives the guest so much of its memory; it needs a balloon to give back the rest. */
    public void setCurrent(long kib, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetMemoryFlags")) {
            Impact impact = Impact.of(vm, flags);
            long most = impact.live() ? total(vm.running().live()) : Long.MAX_VALUE;
            if (impact.config()) most = Math.min(most, total(vm.definition()));
            if (kib > most) throw QEMU.error(INVALID_ARG, "cannot set memory higher than max memory");
            if (impact.live()) inflate(kib);
            if (impact.config()) vm.machines().keep(vm, current(vm.definition(), kib));
        }
    }

    private static long total(Domain domain) {
        return domain.memory().map(memory -> memory.size().kib()).orElse(0L);
    }

    /** The guest takes its time; what it has by then is told by events. */
    private void inflate(long kib) {
        Reply<?> reply = vm.running().qemu().monitor().ask(new MachineCommand.Balloon(kib * 1024));
        if (reply instanceof Reply.Refused<?> refused
                && (refused.kind().equals("DeviceNotActive") || refused.kind().equals("KVMMissingCap"))) {
            throw QEMU.error(OPERATION_INVALID,
                    "Unable to change memory of active domain without the balloon device and guest OS balloon driver");
        }
        reply.orThrow();
    }

    private static Domain current(Domain domain, long kib) {
        return domain.with(draft -> draft.currentMemory = Optional.of(new MemorySize(kib)));
    }

    /** Sets how much memory the machine is made with. */
    public void setMaximum(long kib, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetMemoryFlags")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) throw QEMU.error(OPERATION_INVALID, "cannot resize the maximum memory on an active domain");
            Domain domain = vm.definition();
            if (domain.cpu().flatMap(cpu -> cpu.numa()).isPresent()) {
                throw QEMU.error(OPERATION_INVALID,
                        "initial memory size of a domain with NUMA nodes cannot be modified with this API");
            }
            if (domain.maxMemory().filter(limit -> limit.size().kib() < kib).isPresent()) {
                throw QEMU.error(OPERATION_INVALID, "cannot set initial memory size greater than the maximum memory size");
            }
            vm.machines().keep(vm, domain.with(draft -> {
                draft.memory = Optional.of(new Memory(domain.memory().flatMap(Memory::dumpCore), new MemorySize(kib)));
                draft.currentMemory = domain.currentMemory().map(size -> new MemorySize(Math.min(size.kib(), kib)));
            }));
        }
    }

    /** How often the guest tells how it uses its memory; 0 is never. */
    public void setStatsPeriod(int seconds, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetMemoryStatsPeriod")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) {
                MemoryBalloon balloon = balloon(vm.running().live());
                if (vm.running().qemu().monitor().ask(new MachineCommand.QomSet("/machine/peripheral/" + balloon.alias().orElse("balloon0"),
                        "guest-stats-polling-interval", Json.of(seconds))) instanceof Reply.Refused<?>) {
                    throw QEMU.error(OPERATION_INVALID, "unable to set balloon driver collection period");
                }
                vm.changeLive(live -> period(live, seconds));
            }
            if (impact.config()) {
                balloon(vm.definition());
                vm.machines().keep(vm, period(vm.definition(), seconds));
            }
        }
    }

    private static MemoryBalloon balloon(Domain domain) {
        return domain.devices().memballoon().filter(balloon -> balloon.model() != MemoryBalloon.Model.NONE)
                .orElseThrow(() -> QEMU.error(INTERNAL_ERROR,
                        "No memory balloon device configured, can not set the collection period"));
    }

    private static Domain period(Domain domain, int seconds) {
        Optional<MemoryBalloon.Stats> stats = seconds == 0 ? Optional.empty() : Optional.of(new MemoryBalloon.Stats(seconds));
        return domain.with(draft -> draft.devices = draft.devices.with(devices ->
                devices.memballoon = devices.memballoon.map(balloon -> balloon.withStats(stats))));
    }

    /** Has QEMU find out for so many seconds how fast the guest writes its memory. */
    public void measureDirtying(int seconds, String mode, Sampler sampler) {
        if (seconds < 1 || seconds > DIRTYING_MAX) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "seconds=%d is invalid, please choose value within [%d, %d].", seconds, 1,
                    DIRTYING_MAX);
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainStartDirtyRateCalc")) {
            var active = vm.running();
            active.qemu().monitor().call(new MigrationCommand.CalcDirtyRate(seconds, Optional.of(mode)));
            sampler.of(vm, active).dirtyRateStarted();
        }
    }
}
