package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.xml.Element;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.Units;
import jvirt.api.xml.XmlWriter;

/** What the machine can do beyond its processor, {@code <features>}, in {@code virDomainFeature}'s order. */
public record Features(
        boolean acpi,
        @KeepEmpty Optional<Apic> apic,
        boolean pae,
        Optional<Toggle> hap,
        boolean viridian,
        boolean privnet,
        @KeepEmpty Optional<HyperV> hyperv,
        @KeepEmpty Optional<KvmFeatures> kvm,
        Optional<Toggle> pvspinlock,
        Optional<LxcCapabilities> capabilities,
        Optional<Toggle> pmu,
        Optional<Toggle> vmport,
        @KeepEmpty Optional<Gic> gic,
        Optional<Smm> smm,
        Optional<IoApic> ioapic,
        Optional<Hpt> hpt,
        Optional<Toggle> vmcoreinfo,
        Optional<Toggle> htm,
        @Name("nested-hv") Optional<Toggle> nestedHv,
        Optional<Msrs> msrs,
        @Name("ccf-assist") Optional<Toggle> ccfAssist,
        @KeepEmpty Optional<Xen> xen,
        Optional<Mitigation> cfpc,
        Optional<Mitigation> sbbc,
        Optional<Mitigation> ibs,
        Optional<Tcg> tcg) {

    public static final Features NONE = new Features(false, Optional.empty(), false, Optional.empty(), false, false,
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty());

    public Features withSmm(Smm changed) {
        return new Features(acpi, apic, pae, hap, viridian, privnet, hyperv, kvm, pvspinlock, capabilities, pmu, vmport, gic,
                Optional.of(changed), ioapic, hpt, vmcoreinfo, htm, nestedHv, msrs, ccfAssist, xen, cfpc, sbbc, ibs, tcg);
    }

    public record Apic(Optional<OnOff> eoi) {}

    public record KvmFeatures(
            Optional<Toggle> hidden,
            @Name("hint-dedicated") Optional<Toggle> hintDedicated,
            @Name("poll-control") Optional<Toggle> pollControl,
            @Name("pv-ipi") Optional<Toggle> pvIpi,
            @Name("dirty-ring") Optional<DirtyRing> dirtyRing) {}

    /** @param size entries of the ring, a power of two from 1024 to 65536 */
    public record DirtyRing(OnOff state, Optional<Integer> size) {
        public DirtyRing {
            size = size.filter(count -> count > 0);
        }
    }

    public enum GicVersion { @Name("2") V2, @Name("3") V3, HOST }

    public record Gic(Optional<GicVersion> version) {}

    public record Smm(Optional<OnOff> state, Optional<Tseg> tseg) {
        public Smm {
            if (state.isEmpty()) state = Optional.of(OnOff.ON);
            if (state.get() == OnOff.OFF) tseg = Optional.empty();
        }
    }

    /** Memory set aside for system management mode; MiB where no unit is given. */
    public record Tseg(long bytes) {
        public static Tseg parse(Element element) {
            return new Tseg(Units.bytes(element, element.text(), Optional.of(element.attribute("unit").orElse("MiB"))));
        }

        public void format(XmlWriter writer) {
            var pretty = Units.pretty(bytes);
            writer.attribute("unit", pretty.unit()).text(Long.toString(pretty.value()));
        }
    }

    public enum IoApicDriver { QEMU, KVM }

    public record IoApic(IoApicDriver driver) {}

    public enum HptResizing { ENABLED, DISABLED, REQUIRED }

    public record Hpt(Optional<HptResizing> resizing, Optional<MemorySize> maxpagesize) {}

    public enum UnknownMsr { IGNORE, FAULT }

    public record Msrs(UnknownMsr unknown) {}

    /** A mitigation of pSeries. */
    public record Mitigation(String value) {}

    public record Tcg(@Name("tb-cache") Optional<MemorySize> tbCache) {}

    public record Xen(@Name("e820_host") Optional<Toggle> e820Host, Optional<Passthrough> passthrough) {}

    public record Passthrough(OnOff state, Optional<PassthroughMode> mode) {}

    public enum PassthroughMode {
        @Name("sync_pt") SYNC_PT, @Name("share_pt") SHARE_PT
    }
}
