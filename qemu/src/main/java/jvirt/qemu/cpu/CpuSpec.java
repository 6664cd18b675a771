package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.capabilities.HostCapabilities.HostCpu;
import jvirt.api.domain.Cpu;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.Architectures;

/**
 * A processor by name and by what it differs in, whether it is a host's or wanted for a guest.
 *
 * @param host it is one that is there: all its features are required, and it is what it says
 */
public record CpuSpec(boolean host, Optional<String> architecture, Optional<String> model, Optional<String> vendor,
        List<Cpu.Feature> features, Cpu.Match match) {
    private static final Set<Cpu.Policy> ON = EnumSet.of(Cpu.Policy.FORCE, Cpu.Policy.REQUIRE);
    private static final Set<Cpu.Policy> OFF = EnumSet.of(Cpu.Policy.DISABLE, Cpu.Policy.FORBID);

    public static CpuSpec of(HostCpu cpu) {
        return new CpuSpec(true, Optional.of(cpu.arch()), cpu.model(), cpu.vendor(), cpu.feature().stream()
                .map(feature -> new Cpu.Feature(Optional.of(Cpu.Policy.REQUIRE), feature.name())).toList(), Cpu.Match.EXACT);
    }

    /** The host's own processor. */
    public static CpuSpec ofHost(String architecture, Decoder.Decoded decoded) {
        return new CpuSpec(true, Optional.of(architecture), Optional.of(decoded.model().name()), decoded.vendor(), decoded.required()
                .stream().map(name -> new Cpu.Feature(Optional.of(Cpu.Policy.REQUIRE), name)).toList(), Cpu.Match.EXACT);
    }

    public static CpuSpec of(Cpu cpu) {
        return new CpuSpec(false, Optional.empty(), cpu.modelName(), cpu.vendor(), cpu.feature(),
                cpu.match().orElse(Cpu.Match.EXACT));
    }

    /** A document {@code <cpu>}; it is a host's when it says an architecture. */
    public static CpuSpec parse(Element element) {
        if (!element.name().equals("cpu")) {
            throw ErrorDomain.CPU.error(XML_ERROR, "XML does not contain expected 'cpu' element");
        }
        if (element.child("arch").isEmpty()) return of(XmlBinding.read(Cpu.class, element));
        if (element.attribute("match").isPresent()) {
            throw ErrorDomain.CPU.error(XML_ERROR, "'arch' element cannot be used inside 'cpu' element with 'match' attribute'");
        }
        HostCpu cpu = XmlBinding.read(HostCpu.class, element);
        if (!Architectures.ALL.contains(cpu.arch())) {
            throw ErrorDomain.CPU.error(CONFIG_UNSUPPORTED, "Unknown architecture %s", cpu.arch());
        }
        if (cpu.model().isEmpty()) throw ErrorDomain.CPU.error(XML_ERROR, "Missing CPU model name");
        return of(cpu);
    }

    /** Whether it has the feature for certain. */
    public boolean has(CpuMap map, CpuMap.Feature feature) {
        return CpuData.contains(bits(map), feature.bits());
    }

    /** It without features that a guest could not take to another host. */
    public CpuSpec migratable(CpuMap map) {
        return new CpuSpec(host, architecture, model, vendor, features.stream()
                .filter(feature -> map.feature(feature.name()).filter(known -> !known.migratable()).isEmpty()).toList(), match);
    }

    /** The bits that it has for certain: its model's, with what is added and without what is taken away. */
    BitSet bits(CpuMap map) {
        BitSet bits = (BitSet) modelOf(map).map(CpuMap.Model::bits).orElse(new BitSet()).clone();
        for (Cpu.Feature feature : features) {
            Cpu.Policy policy = feature.policy().orElseThrow();
            if (ON.contains(policy)) bits.or(known(map, feature).bits());
            if (OFF.contains(policy)) bits.andNot(known(map, feature).bits());
        }
        return bits;
    }

    /** The bits of the features of this policy; with {@link Cpu.Policy#REQUIRE} those of the model too. */
    BitSet bits(CpuMap map, Cpu.Policy policy) {
        BitSet bits = new BitSet();
        if (host && policy != Cpu.Policy.REQUIRE) return bits;
        if (policy == Cpu.Policy.REQUIRE) modelOf(map).ifPresent(named -> bits.or(named.bits()));
        for (Cpu.Feature feature : features) {
            if (feature.policy().equals(Optional.of(policy))) bits.or(known(map, feature).bits());
        }
        return bits;
    }

    Optional<CpuMap.Model> modelOf(CpuMap map) {
        return model.map(name -> map.model(name)
                .orElseThrow(() -> ErrorDomain.CPU.error(INTERNAL_ERROR, "Unknown CPU model %s", name)));
    }

    private static CpuMap.Feature known(CpuMap map, Cpu.Feature feature) {
        return map.feature(feature.name())
                .orElseThrow(() -> ErrorDomain.CPU.error(INTERNAL_ERROR, "Unknown CPU feature %s", feature.name()));
    }

    /** The list with this policy for the feature: changed where it stands, or at the end. */
    static List<Cpu.Feature> with(List<Cpu.Feature> features, String name, Cpu.Policy policy) {
        List<Cpu.Feature> changed = new ArrayList<>(features);
        Cpu.Feature wanted = new Cpu.Feature(Optional.of(policy), name);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equals(name)) {
                changed.set(i, wanted);
                return changed;
            }
        }
        changed.add(wanted);
        return changed;
    }
}
