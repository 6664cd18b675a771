package jvirt.api.capabilities;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Cpu;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.Text;
import jvirt.api.xml.View;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** The host and the guests that it can run, {@code <capabilities>}. */
public record HostCapabilities(Host host, List<Guest> guest) {
    public record Host(
            @InElement Optional<UUID> uuid,
            HostCpu cpu,
            @Name("power_management") @KeepEmpty PowerManagement powerManagement,
            Iommu iommu,
            @Name("migration_features") Optional<MigrationFeatures> migrationFeatures,
            Optional<Topology> topology,
            @Wrapped("cache") List<Bank> bank,
            List<SecModel> secmodel,
            @Name("jvirt:kvm") Optional<KvmFitness> kvm) {}

    /** The processor: the nearest named model and what it has beyond that. */
    public record HostCpu(
            @InElement String arch,
            @InElement Optional<String> model,
            @InElement Optional<String> vendor,
            Optional<Microcode> microcode,
            Optional<Signature> signature,
            Optional<Counter> counter,
            Optional<Cpu.Topology> topology,
            Optional<Cpu.MaxPhysAddr> maxphysaddr,
            List<Feature> feature,
            List<PageSize> pages) {
        public static HostCpu of(String arch) {
            return new HostCpu(arch, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), List.of(), List.of());
        }
    }

    public record Microcode(long version) {}

    public record Signature(int family, int model, int stepping) {}

    /** The time stamp counter, where it always runs. */
    public record Counter(String name, long frequency, Optional<YesNo> scaling) {}

    public record Feature(String name) {}

    public record PageSize(String unit, long size) {}

    public record PowerManagement(@Name("suspend_mem") boolean suspendMem, @Name("suspend_disk") boolean suspendDisk,
            @Name("suspend_hybrid") boolean suspendHybrid) {}

    public record Iommu(YesNo support) {}

    public record MigrationFeatures(boolean live, @Wrapped("uri_transports") @Name("uri_transport") List<String> transport) {}

    public record Topology(Cells cells) {}

    public record Cells(int num, List<Cell> cell) {}

    /** One NUMA node. */
    public record Cell(int id, Amount memory, List<Pages> pages, @Wrapped("distances") List<Sibling> sibling, Cpus cpus) {}

    public record Amount(String unit, @Text long value) {}

    /** How many pages of one size there are. */
    public record Pages(String unit, long size, @Text long count) {}

    public record Sibling(int id, int value) {}

    public record Cpus(int num, List<Thread> cpu) {}

    /** One logical processor. */
    public record Thread(int id, @Name("socket_id") int socket, @Name("die_id") int die, @Name("core_id") int core,
            String siblings) {}

    /** A cache and who shares it. */
    public record Bank(int id, int level, String type, long size, String unit, String cpus) {}

    public record SecModel(@InElement String model, @InElement String doi, List<BaseLabel> baselabel) {}

    public record BaseLabel(String type, @Text String label) {}

    /**
     * How fast KVM runs on this host, which libvirt has no word for: who chooses by himself should not choose a KVM that is
     * not fit.
     */
    public record KvmFitness(@Name("xmlns:jvirt") String namespace, YesNo fit, long microseconds) {
        private static final String NAMESPACE = "urn:jvirt:host";

        public static KvmFitness of(boolean fit, long microseconds) {
            return new KvmFitness(NAMESPACE, YesNo.of(fit), microseconds);
        }
    }

    /** One architecture that guests can have. */
    public record Guest(@Name("os_type") @InElement String osType, Arch arch, @KeepEmpty Features features) {}

    public record Arch(String name, @InElement int wordsize, @InElement Optional<String> emulator, List<Machine> machine,
            List<DomainType> domain) {}

    /** A board by name; an alias says for what it stands. */
    public record Machine(Optional<String> canonical, Optional<Integer> maxCpus, Optional<YesNo> deprecated,
            @Text String name) {}

    public record DomainType(String type) {}

    public record Features(boolean pae, boolean nonpae, Optional<Switch> acpi, Optional<Switch> apic, boolean cpuselection,
            boolean deviceboot, Optional<Switch> disksnapshot) {}

    /** Something that is on or off, and whether that can be changed. */
    public record Switch(@Name("default") String initially, YesNo toggle) {}

    public static HostCapabilities parse(String document) {
        return XmlBinding.read(HostCapabilities.class, Element.parse(document, "capabilities"));
    }

    /** As libvirt prints it: the parts stand apart. */
    public String format() {
        return XmlBinding.format("capabilities", this, View.LIVE).replace("<capabilities>\n", "<capabilities>\n\n")
                .replace("\n  </host>\n", "\n  </host>\n\n").replace("\n  </guest>\n", "\n  </guest>\n\n");
    }

    /** The guests of this architecture. */
    public Optional<Guest> guest(String architecture) {
        return guest.stream().filter(candidate -> candidate.arch.name.equals(architecture)).findFirst();
    }
}
