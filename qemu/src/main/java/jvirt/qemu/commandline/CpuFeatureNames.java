package jvirt.qemu.commandline;

import java.util.Map;
import jvirt.qemu.definition.Board;

/** CPU features whose names in libvirt's CPU map and in QEMU differ. */
final class CpuFeatureNames {
    /** libvirt 9.0.0, {@code virQEMUCapsCPUFeaturesX86}. */
    private static final Map<String, String> X86 = Map.ofEntries(
            Map.entry("cmp_legacy", "cmp-legacy"), Map.entry("ds_cpl", "ds-cpl"), Map.entry("fxsr_opt", "fxsr-opt"),
            Map.entry("kvm_pv_eoi", "kvm-pv-eoi"), Map.entry("kvm_pv_unhalt", "kvm-pv-unhalt"),
            Map.entry("lahf_lm", "lahf-lm"), Map.entry("nodeid_msr", "nodeid-msr"), Map.entry("pclmuldq", "pclmulqdq"),
            Map.entry("perfctr_core", "perfctr-core"), Map.entry("perfctr_nb", "perfctr-nb"),
            Map.entry("tsc_adjust", "tsc-adjust"));

    private CpuFeatureNames() {}

    static String ofQemu(String feature, Board board) {
        return board.x86() ? X86.getOrDefault(feature, feature) : feature;
    }
}
