package jvirt.conformance.peer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.VirtType;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.cpu.Decoder;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.commandline.LiveProcessor;
import jvirt.qemu.definition.Setting;

/** The host's processor in libvirt's tests of the command line: a Core 2 Duo, or the one that the case names. */
final class PeerProcessor {
    private static final CpuMap MAP = CpuMap.installed();
    /** What each has beyond its model. */
    private static final Map<String, List<String>> FEATURES = Map.of(
            "core2duo", List.of("ds", "acpi", "ss", "ht", "tm", "pbe", "ds_cpl", "vmx", "est", "tm2", "cx16", "xtpr", "lahf_lm"),
            "Haswell", List.of("vme", "ds", "acpi", "ss", "ht", "tm", "pbe", "dtes64", "monitor", "ds_cpl", "vmx", "smx", "est",
                    "tm2", "xtpr", "pdcm", "osxsave", "f16c", "rdrand", "cmt", "pdpe1gb", "abm", "invtsc", "lahf_lm"),
            "Broadwell", List.of());

    private PeerProcessor() {}

    static UnaryOperator<Cpu> of(PeerCase peerCase, Setting setting, VirtType type) {
        String name = peerCase.fields().find("host").flatMap(host -> host.asObject().findString("cpu_model")).orElse("core2duo");
        Decoder.Decoded processor = new Decoder.Decoded(MAP.model(name).orElseThrow(), Optional.of("Intel"),
                FEATURES.get(name), List.of());
        LiveProcessor live = new LiveProcessor(MAP, new HostModel(MAP, "x86_64", Optional.of(processor)),
                Optional.of(CpuSpec.ofHost("x86_64", processor)), setting.capabilities());
        return cpu -> live.of(cpu, type == VirtType.KVM ? Accelerator.KVM : Accelerator.TCG);
    }
}
