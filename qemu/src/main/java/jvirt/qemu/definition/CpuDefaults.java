package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.IdSet;
import jvirt.api.VirtException;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Numa;
import jvirt.api.domain.VcpuState;
import jvirt.api.domain.VirtType;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.QemuFlag;

/** The processor that the machine has where nobody chose one, and how strictly it must be what was chosen. */
final class CpuDefaults {
    private CpuDefaults() {}

    static void apply(Making making, Setting setting, Accelerator accelerator) {
        making.domain.cpu = model(making, setting, accelerator);
        orderOfVcpus(making);
        making.domain.cpu = making.domain.cpu.map(cpu -> checked(migratable(cpu, making, setting), making.domain.type))
                .map(cpu -> allInCells(cpu, making.domain.vcpu.maximum()));
    }

    /** QEMU's default for the machine, spelled out, so that it stays what it is. */
    private static Optional<Cpu> model(Making making, Setting setting, Accelerator accelerator) {
        Cpu cpu = making.domain.cpu.orElse(Cpu.NONE);
        Board board = making.board();
        boolean chosen = cpu.effectiveMode() != Cpu.Mode.CUSTOM || cpu.modelName().isPresent();
        boolean known = board.x86() || board.s390() || board.ppc64() || board.arm() && making.domain.type == VirtType.QEMU;
        if (chosen || !known) return making.domain.cpu;
        Optional<String> model = setting.capabilities().defaultCpu(accelerator, board.machine());
        if (model.isEmpty()) return making.domain.cpu;
        if (model.get().equals("host")) return Optional.of(cpu.withMode(Cpu.Mode.HOST_PASSTHROUGH));
        return Optional.of(cpu.withModel(new Cpu.Model(Optional.of(Cpu.Fallback.FORBID), Optional.empty(), model),
                Cpu.Match.EXACT, Cpu.Check.NONE));
    }

    private static Cpu migratable(Cpu cpu, Making making, Setting setting) {
        boolean unsaid = making.domain.id.isEmpty() && cpu.effectiveMode() == Cpu.Mode.HOST_PASSTHROUGH
                && cpu.migratable().isEmpty();
        if (!unsaid) return cpu;
        if (setting.can(QemuFlag.CPU_MIGRATABLE)) return cpu.withMigratable(Optional.of(OnOff.ON));
        return making.board().x86() ? cpu.withMigratable(Optional.of(OnOff.OFF)) : cpu;
    }

    private static Cpu checked(Cpu cpu, VirtType type) {
        boolean topologyAlone = cpu.effectiveMode() == Cpu.Mode.CUSTOM && cpu.modelName().isEmpty();
        if (topologyAlone || cpu.check().isPresent()) return cpu;
        return cpu.withCheck(Optional.of(switch (cpu.effectiveMode()) {
            case HOST_PASSTHROUGH, MAXIMUM -> Cpu.Check.NONE;
            case HOST_MODEL -> Cpu.Check.PARTIAL;
            case CUSTOM -> type == VirtType.QEMU ? Cpu.Check.NONE : Cpu.Check.PARTIAL;
        }));
    }

    /** Processors that no cell mentions are in the first. */
    private static Cpu allInCells(Cpu cpu, int most) {
        if (cpu.numa().isEmpty() || cpu.numa().get().cell().isEmpty()) return cpu;
        List<Numa.Cell> cells = new ArrayList<>(cpu.numa().get().cell());
        BitSet elsewhere = new BitSet();
        int all = 0;
        for (Numa.Cell cell : cells) all += cell.cpus().map(IdSet::size).orElse(0);
        if (all >= most) return cpu;
        cells.stream().skip(1).forEach(cell -> cell.cpus().ifPresent(set -> elsewhere.or(set.bits())));
        BitSet first = new BitSet();
        first.set(0, most);
        first.andNot(elsewhere);
        cells.set(0, cells.getFirst().withCpus(Optional.of(new IdSet(first))));
        return cpu.withNuma(Optional.of(new Numa(cells, cpu.numa().get().interconnects())));
    }

    /** The first processor is there from the start; those that cannot be unplugged come before those that can. */
    private static void orderOfVcpus(Making making) {
        List<VcpuState> states = making.domain.vcpus;
        if (states.isEmpty()) return;
        VcpuState first = states.stream().filter(state -> state.id() == 0).findFirst().orElse(null);
        if (first == null || !first.enabled().yes()) throw unsupported("vcpu 0 can't be offline");
        if (first.hotpluggable().equals(Optional.of(YesNo.YES))) throw unsupported("vcpu0 can't be hotpluggable");
        if (order(first) > 1) throw unsupported("vcpu0 must be enabled first");
        VcpuState previous = first;
        for (VcpuState state : states) {
            if (state.id() == 0) continue;
            if (state.enabled().yes() && order(state) != 0 != (order(first) != 0)) {
                throw unsupported("all vcpus must have either set or unset order");
            }
            if (state.hotpluggable().equals(Optional.of(YesNo.NO))) {
                if (previous.hotpluggable().equals(Optional.of(YesNo.YES))) {
                    throw unsupported("online non-hotpluggable vcpus need to be ordered prior to hotplugable vcpus");
                }
                if (order(previous) > order(state)) {
                    throw unsupported("online non-hotpluggable vcpus must be ordered in ascending order");
                }
            }
            previous = state;
        }
    }

    private static int order(VcpuState state) {
        return state.order().orElse(0);
    }

    private static VirtException unsupported(String text) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, text);
    }
}
