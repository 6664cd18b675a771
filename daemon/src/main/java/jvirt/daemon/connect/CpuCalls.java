package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.CPU_INCOMPATIBLE;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.daemon.Validation;
import jvirt.qemu.caps.HostCpu;
import jvirt.qemu.caps.Offers;
import jvirt.qemu.cpu.Baseline;
import jvirt.qemu.cpu.Comparison;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.cpu.FeatureNames;
import jvirt.qemu.cpu.HostModel;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.server.Calls;

/** Compares processors with the host's, or with what QEMU gives on it, and tells what several have in common. */
final class CpuCalls {
    /** {@code VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE}. */
    private static final int FAIL_INCOMPATIBLE = 1;
    /** {@code VIR_CONNECT_COMPARE_CPU_VALIDATE_XML}. */
    private static final int VALIDATE_XML = 2;
    /** {@code VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES} and {@code _MIGRATABLE}. */
    private static final int EXPAND_FEATURES = 1;
    private static final int MIGRATABLE = 2;

    private final Offers offers;

    CpuCalls(Offers offers) {
        this.offers = offers;
    }

    void register(Calls calls) {
        calls.on(ConnectCall.CompareCpu.class, (_, call) -> compare(host(), call.xml(), call.flags()));
        calls.on(ConnectCall.CompareHypervisorCpu.class, (_, call) -> compare(hypervisor(call), call.xmlCPU(), call.flags()));
        calls.on(ConnectCall.BaselineCpu.class, (_, call) -> baseline(call));
        calls.on(ConnectCall.BaselineHypervisorCpu.class, (_, call) -> baseline(call));
    }

    private Optional<CpuSpec> host() {
        return offers.processor().map(decoded -> CpuSpec.ofHost(offers.architecture(), decoded));
    }

    private Optional<CpuSpec> hypervisor(ConnectCall.CompareHypervisorCpu call) {
        Offers.Way way = offers.way(call.emulator(), call.arch(), call.machine(), call.virttype());
        Cpu model = offers.hostModel().all(way.caps(), way.accelerator())
                .filter(cpu -> cpu.model().flatMap(Cpu.Model::fallback).equals(Optional.of(Cpu.Fallback.FORBID)))
                .orElseThrow(() -> ErrorDomain.QEMU.error(OPERATION_UNSUPPORTED,
                        "QEMU '%s' does not support reporting CPU model for virttype '%s'", way.caps().emulator(),
                        way.accelerator().domainType()));
        return Optional.of(CpuSpec.of(model));
    }

    private ConnectCall.ResultRet compare(Optional<CpuSpec> host, String xml, int flags) {
        Validation.ifAsked((flags & VALIDATE_XML) != 0, "cpu", xml, () -> CpuSpec.parse(Element.parse(xml)));
        CpuSpec wanted = CpuSpec.parse(Element.parse(xml));
        Comparison comparison = host.map(cpu -> Comparison.of(offers.map(), cpu, wanted))
                .orElse(new Comparison(Comparison.Result.INCOMPATIBLE, Optional.of("unknown host CPU")));
        if (comparison.result() == Comparison.Result.INCOMPATIBLE && (flags & FAIL_INCOMPATIBLE) != 0) {
            throw ErrorDomain.CPU.error(CPU_INCOMPATIBLE, "%s", comparison.why().orElse(""));
        }
        return new ConnectCall.ResultRet(comparison.result().ordinal());
    }

    private static List<CpuSpec> parse(List<String> documents) {
        if (documents.isEmpty()) throw ErrorDomain.CPU.error(INVALID_ARG, "no CPUs given");
        return documents.stream().map(xml -> CpuSpec.parse(Element.parse(xml))).toList();
    }

    private ConnectCall.CpuRet baseline(ConnectCall.BaselineCpu call) {
        Cpu common = Baseline.of(offers.map(), (call.flags() & MIGRATABLE) != 0).compute(parse(call.xmlCPUs()));
        return formatted(HostModel.withoutHostsOwn(common), call.flags());
    }

    private ConnectCall.CpuRet baseline(ConnectCall.BaselineHypervisorCpu call) {
        List<CpuSpec> cpus = parse(call.xmlCPUs());
        Offers.Way way = offers.way(call.emulator(), call.arch(), call.machine(), call.virttype());
        Map<String, List<String>> models = HostModel.models(way.caps().offer(way.accelerator()).cpus());
        if (models.isEmpty()) {
            throw ErrorDomain.QEMU.error(OPERATION_UNSUPPORTED, "QEMU '%s' does not support any CPU models for virttype '%s'",
                    way.caps().emulator(), way.accelerator().domainType());
        }
        boolean migratable = (call.flags() & MIGRATABLE) != 0;
        Optional<HostCpu> host = way.caps().offer(way.accelerator()).hostCpu();
        Baseline baseline = Baseline.of(offers.map(), migratable && host.filter(HostCpu::migratability).isEmpty());
        Cpu common = host.map(cpu -> baseline.within(models, features(cpu, migratable))).orElse(baseline).compute(cpus);
        return formatted(HostModel.withFallback(common, Cpu.Fallback.FORBID), call.flags());
    }

    /** What QEMU knows, whether or not this host has it. */
    private static List<String> features(HostCpu cpu, boolean migratable) {
        return cpu.properties().stream().filter(property -> !migratable || !property.migratable().equals(Optional.of(false)))
                .map(property -> FeatureNames.fromQemu(property.name())).toList();
    }

    private ConnectCall.CpuRet formatted(Cpu cpu, int flags) {
        CpuMap map = offers.map();
        return new ConnectCall.CpuRet(XmlBinding.format("cpu", (flags & EXPAND_FEATURES) != 0 ? Baseline.expand(map, cpu) : cpu,
                View.LIVE));
    }
}
