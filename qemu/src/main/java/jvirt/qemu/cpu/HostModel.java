package jvirt.qemu.cpu;

import static jvirt.api.domain.Cpu.Policy.DISABLE;
import static jvirt.api.domain.Cpu.Policy.REQUIRE;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.VirtException;
import jvirt.api.domain.Cpu;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.Architectures;
import jvirt.qemu.caps.CpuModel;
import jvirt.qemu.caps.HostCpu;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;

/** The named processor that {@code host-model} stands for: the nearest to what QEMU can give to a guest of this host. */
public final class HostModel {
    /** Features of the host that are no guest's business, or that QEMU does not take. */
    private static final List<String> NEVER = List.of("cmt", "mbm_total", "mbm_local", "osxsave", "ospke");

    private final CpuMap map;
    private final String hostArchitecture;
    private final Optional<Decoder.Decoded> processor;

    /** @param processor what the host's processor itself is, for a QEMU that does not say */
    public HostModel(CpuMap map, String hostArchitecture, Optional<Decoder.Decoded> processor) {
        this.map = map;
        this.hostArchitecture = hostArchitecture;
        this.processor = processor;
    }

    /** All that a guest can have here; none where QEMU has no named models for this architecture. */
    public Optional<Cpu> all(QemuCapabilities caps, Accelerator accelerator) {
        return find(caps, accelerator, false);
    }

    /** What a guest can have here and take elsewhere. */
    public Optional<Cpu> migratable(QemuCapabilities caps, Accelerator accelerator) {
        return find(caps, accelerator, true);
    }

    private Optional<Cpu> find(QemuCapabilities caps, Accelerator accelerator, boolean migratable) {
        if (!Architectures.isX86(caps.architecture())) return Optional.empty();
        if (!Architectures.isNative(hostArchitecture, caps.architecture())) return Optional.empty();
        Optional<HostCpu> said = caps.offer(accelerator).hostCpu().filter(cpu -> !migratable || cpu.migratability());
        try {
            Optional<Cpu> cpu = said.isPresent() ? Optional.of(decode(caps, accelerator, said.get(), migratable))
                    : processor.map(decoded -> guest(decoded, Cpu.Fallback.ALLOW, NEVER));
            // a QEMU that does not say what blocks a model does not take features of MSRs either
            return caps.has(QemuFlag.CPU_UNAVAILABLE_FEATURES) ? cpu : cpu.map(this::withoutMsrs);
        } catch (VirtException _) {
            return Optional.empty();
        }
    }

    private Cpu decode(QemuCapabilities caps, Accelerator accelerator, HostCpu said, boolean migratable) {
        Map<String, List<String>> models = models(caps.offer(accelerator).cpus());
        return decode(map, data(map, said, migratable), models);
    }

    /** The nearest of these models; of all, where QEMU does not say which it has. */
    public static Cpu decode(CpuMap map, CpuData data, Map<String, List<String>> models) {
        Decoder decoder = Decoder.forGuest(map);
        return guest((models.isEmpty() ? decoder : decoder.among(models)).decode(data), Cpu.Fallback.FORBID, List.of());
    }

    /** QEMU's models, each with the features, in libvirt's words, that block it on this host. */
    public static Map<String, List<String>> models(List<CpuModel> cpus) {
        Map<String, List<String>> models = new LinkedHashMap<>();
        for (CpuModel model : cpus) models.put(model.name(), model.blockers().stream().map(FeatureNames::fromQemu).toList());
        return models;
    }

    /** QEMU's properties as bits; features that the map does not know are no bits. */
    public static CpuData data(CpuMap map, HostCpu said, boolean migratable) {
        BitSet bits = new BitSet();
        Optional<CpuMap.Vendor> vendor = Optional.empty();
        Map<String, Integer> numbers = new LinkedHashMap<>();
        for (HostCpu.Property property : said.properties()) {
            switch (property.value()) {
                case HostCpu.Value.Truth(boolean on) -> {
                    if (!on || migratable && property.migratable().equals(Optional.of(false))) continue;
                    map.feature(FeatureNames.fromQemu(property.name())).ifPresent(feature -> bits.or(feature.bits()));
                }
                case HostCpu.Value.Text(String text) -> {
                    if (property.name().equals("vendor")) vendor = map.vendor(text);
                }
                case HostCpu.Value.Number(long number) -> numbers.put(property.name(), (int) number);
            }
        }
        return new CpuData(bits, vendor, numbers.getOrDefault("family", 0), numbers.getOrDefault("model", 0),
                numbers.getOrDefault("stepping", 0));
    }

    /** A guest's processor out of what was decoded. */
    static Cpu guest(Decoder.Decoded decoded, Cpu.Fallback fallback, List<String> never) {
        List<Cpu.Feature> features = new ArrayList<>();
        for (String name : decoded.required()) {
            if (!never.contains(name)) features.add(new Cpu.Feature(Optional.of(REQUIRE), name));
        }
        for (String name : decoded.disabled()) features.add(new Cpu.Feature(Optional.of(DISABLE), name));
        return new Cpu(Optional.of(Cpu.Mode.CUSTOM), Optional.of(Cpu.Match.EXACT), Optional.empty(), Optional.empty(),
                Optional.of(new Cpu.Model(Optional.of(fallback), Optional.empty(), Optional.of(decoded.model().name()))),
                decoded.vendor(), Optional.empty(), Optional.empty(), Optional.empty(), features, Optional.empty());
    }

    private Cpu withoutMsrs(Cpu cpu) {
        return keeping(cpu, feature -> map.feature(feature.name()).filter(CpuMap.Feature::msr).isEmpty());
    }

    /** It without what is the host's business alone. */
    public static Cpu withoutHostsOwn(Cpu cpu) {
        return keeping(cpu, feature -> !NEVER.contains(feature.name()));
    }

    private static Cpu keeping(Cpu cpu, Predicate<Cpu.Feature> kept) {
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), cpu.model(), cpu.vendor(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), cpu.feature().stream().filter(kept).toList(), cpu.numa());
    }

    /** It with another word on whether a QEMU without the model may take a similar one. */
    public static Cpu withFallback(Cpu cpu, Cpu.Fallback fallback) {
        Optional<Cpu.Model> model = cpu.model().map(named -> new Cpu.Model(Optional.of(fallback), named.vendorId(), named.name()));
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), model, cpu.vendor(), cpu.topology(), cpu.cache(),
                cpu.maxphysaddr(), cpu.feature(), cpu.numa());
    }
}
