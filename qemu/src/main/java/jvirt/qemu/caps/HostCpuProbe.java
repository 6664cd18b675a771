package jvirt.qemu.caps;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.json.Json;
import jvirt.qemu.caps.HostCpu.Property;
import jvirt.qemu.caps.HostCpu.Value;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.ProbeCommand.CpuExpansion;
import jvirt.qemu.qmp.ProbeCommand.CpuModel;
import jvirt.qemu.qmp.ProbeCommand.ExpandCpuModel;
import jvirt.qemu.qmp.Reply;

/** Asks QEMU what the host's processor is to a guest, feature by feature, and which of them migrate. */
final class HostCpuProbe {
    /** {@code virDomainHyperv}, libvirt 9.0.0 src/conf/domain_conf.c: its words and order. */
    private static final List<String> HYPERV = List.of("relaxed", "vapic", "spinlocks", "vpindex", "runtime", "synic", "stimer",
            "reset", "vendor_id", "frequencies", "reenlightenment", "tlbflush", "ipi", "evmcs", "avic");
    private static final Json.Obj ALL = Json.object().with("migratable", false);

    private final Conversation qemu;
    private final String architecture;
    private final Set<QemuFlag> flags;
    private final Accelerator accelerator;

    HostCpuProbe(Conversation qemu, String architecture, Set<QemuFlag> flags, Accelerator accelerator) {
        this.qemu = qemu;
        this.architecture = architecture;
        this.flags = flags;
        this.accelerator = accelerator;
    }

    /** QEMU has the command, but not for this architecture or host. */
    static boolean notImplemented(Reply<?> reply) {
        return reply instanceof Reply.Refused<?> refused && refused.kind().equals("GenericError");
    }

    Optional<HostCpu> cpu() {
        if (!flags.contains(QemuFlag.QUERY_CPU_MODEL_EXPANSION)) return Optional.empty();
        Optional<CpuModel> migratable = expand(Optional.empty());
        if (migratable.isEmpty() || !Architectures.isX86(architecture)) return migratable.map(model -> HostCpu.of(model, false));
        return Optional.of(expand(Optional.of(ALL)).map(all -> compare(migratable.get(), all))
                .orElseGet(() -> HostCpu.of(migratable.get(), false)));
    }

    /** Which of Hyper-V's features there are, where QEMU says any. */
    Optional<QemuCapabilities.Hyperv> hyperv() {
        if (accelerator == Accelerator.TCG || !flags.contains(QemuFlag.QUERY_CPU_MODEL_EXPANSION)) return Optional.empty();
        if (!Architectures.isX86(architecture) && !Architectures.isArm(architecture)) return Optional.empty();
        Optional<CpuModel> full = ask("full", new CpuModel(word(), Optional.of(ALL.with("hv-passthrough", true))));
        Set<String> found = new HashSet<>();
        for (Property property : full.map(HostCpu::properties).orElse(List.of())) {
            boolean on = switch (property.value()) {
                case Value.Truth(boolean value) -> value;
                case Value.Number(long value) -> value > 0;
                case Value.Text _ -> true;
            };
            if (on && property.name().startsWith("hv-")) found.add(property.name().substring(3).replace('-', '_'));
        }
        List<String> known = HYPERV.stream().filter(found::contains).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(new QemuCapabilities.Hyperv(true, known));
    }

    private String word() {
        return accelerator == Accelerator.TCG ? "max" : "host";
    }

    /** Older QEMU knows features by several names, and says them all only when asked twice. */
    private Optional<CpuModel> expand(Optional<Json.Obj> properties) {
        CpuModel model = new CpuModel(word(), properties);
        if (Architectures.isArm(architecture)) return ask("full", model);
        Optional<CpuModel> expanded = ask("static", model);
        boolean again = Architectures.isX86(architecture) && !flags.contains(QemuFlag.CANONICAL_CPU_FEATURES);
        return again ? expanded.flatMap(first -> ask("full", first)) : expanded;
    }

    private Optional<CpuModel> ask(String type, CpuModel model) {
        Reply<CpuExpansion> reply = qemu.ask(new ExpandCpuModel(type, model));
        return notImplemented(reply) ? Optional.empty() : Optional.of(reply.orThrow().model());
    }

    /** A feature that is on only when migration does not matter is there, but not migratable. */
    private static HostCpu compare(CpuModel migratable, CpuModel all) {
        Map<String, Value> others = new HashMap<>();
        for (Property property : HostCpu.properties(all)) others.put(property.name(), property.value());
        List<Property> compared = HostCpu.properties(migratable).stream().map(property -> {
            if (!(property.value() instanceof Value.Truth(boolean on))) return property;
            if (!(others.get(property.name()) instanceof Value.Truth(boolean onThere))) return property;
            if (on) return new Property(property.name(), property.value(), Optional.of(true));
            return onThere ? new Property(property.name(), new Value.Truth(true), Optional.of(false)) : property;
        }).toList();
        return new HostCpu(migratable.name(), true, compared);
    }
}
