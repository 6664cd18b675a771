package jvirt.conformance.peer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.capabilities.HostCapabilities.Feature;
import jvirt.api.capabilities.HostCapabilities.HostCpu;
import jvirt.api.capabilities.HostCapabilities.Signature;
import jvirt.api.domain.Cpu;
import jvirt.api.json.Json;
import jvirt.api.json.JsonBinding;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.CpuModel;
import jvirt.qemu.cpu.Baseline;
import jvirt.qemu.cpu.Comparison;
import jvirt.qemu.cpu.CpuData;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.cpu.Decoder;
import jvirt.qemu.cpu.GuestProcessor;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.qmp.ProbeCommand;

/** Processors: compared, made concrete, decoded, and what they have in common. */
final class CpuFamily implements Family {
    private final CpuMap map = CpuMap.installed();

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String answer(PeerCase peerCase) {
        return switch (peerCase.fields().string("operation")) {
            case "compare" -> compare(peerCase);
            case "has-feature" -> hasFeature(peerCase);
            case "update" -> update(peerCase);
            case "guest-cpu" -> guest(peerCase);
            case "baseline" -> baseline(peerCase);
            case "cpuid-decode-host" -> host(Decoder.forHost(map).decode(data(peerCase)), data(peerCase));
            case "cpuid-decode-guest" -> format(HostModel.decode(map, data(peerCase), models(peerCase)));
            case "cpuid-signature" -> signature(data(peerCase));
            case "qmp-host-model" -> {
                List<Json> replies = Json.parseAll(peerCase.input());
                ProbeCommand.CpuExpansion expansion = JsonBinding.read(ProbeCommand.CpuExpansion.class, reply(replies.getFirst()));
                CpuData data = HostModel.data(map, jvirt.qemu.caps.HostCpu.of(expansion.model(), false), false);
                yield format(HostModel.decode(map, data, definitions(replies)));
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static Json reply(Json message) {
        return message.asObject().get("return");
    }

    private CpuSpec host(PeerCase peerCase) {
        return CpuSpec.parse(Element.parse(peerCase.auxText("host").orElseThrow()));
    }

    private String compare(PeerCase peerCase) {
        try {
            Comparison comparison = Comparison.of(map, host(peerCase), CpuSpec.parse(Element.parse(peerCase.input())));
            return comparison.result().toString().toLowerCase(Locale.ROOT);
        } catch (VirtException _) {
            return "error";
        }
    }

    private String hasFeature(PeerCase peerCase) {
        CpuSpec cpu = CpuSpec.parse(Element.parse(peerCase.input()));
        return map.feature(peerCase.fields().string("feature")).map(feature -> cpu.has(map, feature) ? "yes" : "no").orElse("error");
    }

    private static Cpu guest(String document) {
        return XmlBinding.read(Cpu.class, Element.parse(document));
    }

    private String update(PeerCase peerCase) {
        return format(new GuestProcessor(map).concrete(guest(peerCase.input()), Optional.of(host(peerCase).migratable(map))));
    }

    private String guest(PeerCase peerCase) {
        Cpu wanted = guest(peerCase.input());
        Comparison comparison = Comparison.of(map, host(peerCase), CpuSpec.of(wanted));
        if (comparison.result() == Comparison.Result.INCOMPATIBLE) {
            throw ErrorDomain.CPU.error(ErrorCode.CPU_INCOMPATIBLE, "%s", comparison.why().orElseThrow());
        }
        Map<String, List<String>> models = new HashMap<>();
        peerCase.fields().list("hypervisor_models").forEach(model -> models.put(model.asString(), List.of()));
        GuestProcessor processor = new GuestProcessor(map);
        return format(processor.translate(processor.concrete(wanted, Optional.of(host(peerCase))), models));
    }

    private String baseline(PeerCase peerCase) {
        List<CpuSpec> cpus = new ArrayList<>();
        if (peerCase.field("input").isPresent()) {
            Element.parse(peerCase.input()).children("cpu").forEach(cpu -> cpus.add(CpuSpec.parse(cpu)));
        } else {
            for (Json file : peerCase.fields().object("aux").list("cpus")) {
                cpus.add(CpuSpec.parse(Element.parse(PeerCase.read(peerCase.folder().resolve(file.asString())))));
            }
        }
        List<Json> flags = peerCase.fields().list("flags");
        Cpu common = Baseline.of(map, flags.contains(Json.of("migratable"))).compute(cpus);
        return format(flags.contains(Json.of("expand-features")) ? Baseline.expand(map, common) : common);
    }

    private CpuData data(PeerCase peerCase) {
        return CpuData.parse(map, Element.parse(peerCase.input()));
    }

    private static Map<String, List<String>> models(PeerCase peerCase) {
        return peerCase.auxText("qmp").map(Json::parseAll).map(CpuFamily::definitions).orElse(Map.of());
    }

    /** The second of the recorded replies, where there is one. */
    private static Map<String, List<String>> definitions(List<Json> replies) {
        if (replies.size() < 2) return Map.of();
        return HostModel.models(reply(replies.get(1)).asList().stream()
                .map(json -> CpuModel.of(JsonBinding.read(ProbeCommand.CpuDefinition.class, json))).toList());
    }

    private static String host(Decoder.Decoded decoded, CpuData data) {
        HostCpu none = HostCpu.of("x86_64");
        HostCpu cpu = new HostCpu(none.arch(), Optional.of(decoded.model().name()), decoded.vendor(), Optional.empty(),
                Optional.of(new Signature(data.family(), data.model(), data.stepping())), Optional.empty(), Optional.empty(),
                Optional.empty(), decoded.required().stream().map(Feature::new).toList(), List.of());
        return XmlBinding.format("cpu", cpu, View.LIVE);
    }

    private static String format(Cpu cpu) {
        return XmlBinding.format("cpu", cpu, View.LIVE);
    }

    private static String signature(CpuData data) {
        return "%06x%nfamily:   %3d (0x%02x)%nmodel:    %3d (0x%02x)%nstepping: %3d (0x%02x)%n".formatted(data.signature(),
                data.family(), data.family(), data.model(), data.model(), data.stepping(), data.stepping());
    }
}
