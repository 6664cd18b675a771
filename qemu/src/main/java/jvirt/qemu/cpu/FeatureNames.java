package jvirt.qemu.cpu;

import java.util.Map;
import java.util.stream.Collectors;

/** Features that libvirt and QEMU write differently. */
public final class FeatureNames {
    private static final Map<String, String> TO_QEMU = Map.ofEntries(Map.entry("cmp_legacy", "cmp-legacy"),
            Map.entry("ds_cpl", "ds-cpl"), Map.entry("fxsr_opt", "fxsr-opt"), Map.entry("kvm_pv_eoi", "kvm-pv-eoi"),
            Map.entry("kvm_pv_unhalt", "kvm-pv-unhalt"), Map.entry("lahf_lm", "lahf-lm"),
            Map.entry("nodeid_msr", "nodeid-msr"), Map.entry("pclmuldq", "pclmulqdq"),
            Map.entry("perfctr_core", "perfctr-core"), Map.entry("perfctr_nb", "perfctr-nb"),
            Map.entry("tsc_adjust", "tsc-adjust"));
    private static final Map<String, String> FROM_QEMU =
            TO_QEMU.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private FeatureNames() {}

    public static String toQemu(String libvirt) {
        return TO_QEMU.getOrDefault(libvirt, libvirt);
    }

    public static String fromQemu(String qemu) {
        return FROM_QEMU.getOrDefault(qemu, qemu);
    }
}
