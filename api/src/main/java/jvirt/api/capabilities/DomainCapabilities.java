package jvirt.api.capabilities;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Cpu;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;
import jvirt.api.xml.Text;
import jvirt.api.xml.View;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** What guests of one emulator, machine and architecture can have, {@code <domainCapabilities>}. */
public record DomainCapabilities(
        @InElement String path,
        @InElement String domain,
        @InElement Optional<String> machine,
        @InElement String arch,
        Optional<Vcpu> vcpu,
        Optional<Group> iothreads,
        Os os,
        @Wrapped("cpu") List<Mode> mode,
        Optional<Group> memoryBacking,
        Devices devices,
        Features features) {

    public record Vcpu(int max) {}

    /** Firmware: the kinds that can be asked for, and the files. */
    public record Os(YesNo supported, @Name("enum") List<Choice> choices, Loader loader) {}

    public record Loader(YesNo supported, List<String> value, @Name("enum") List<Choice> choices) {}

    /** One way to say the guest's processor. */
    public record Mode(String name, YesNo supported, @Name("enum") List<Choice> choices, List<Model> model,
            @InElement Optional<String> vendor, Optional<Cpu.MaxPhysAddr> maxphysaddr, List<Cpu.Feature> feature) {
        public static Mode no(String name) {
            return new Mode(name, YesNo.NO, List.of(), List.of(), Optional.empty(), Optional.empty(), List.of());
        }

        public static Mode yes(String name, Choice... choices) {
            return new Mode(name, YesNo.YES, List.of(choices), List.of(), Optional.empty(), Optional.empty(), List.of());
        }

        /** The model that {@code host-model} stands for. */
        public static Mode hostModel(Cpu cpu) {
            Model model = new Model(cpu.model().flatMap(Cpu.Model::fallback), Optional.empty(), Optional.empty(),
                    Optional.empty(), cpu.modelName().orElseThrow());
            return new Mode("host-model", YesNo.YES, List.of(), List.of(model), cpu.vendor(), cpu.maxphysaddr(), cpu.feature());
        }

        public static Mode custom(List<Model> models) {
            return new Mode("custom", YesNo.of(!models.isEmpty()), List.of(), models, Optional.empty(), Optional.empty(),
                    List.of());
        }
    }

    /** @param usable whether this host can run it, or {@code unknown} */
    public record Model(Optional<Cpu.Fallback> fallback, Optional<String> usable, Optional<YesNo> deprecated,
            Optional<String> vendor, @Text String name) {}

    public record Devices(Group disk, Group graphics, Group video, Group hostdev, Group rng, Group filesystem, Group tpm,
            Group redirdev, Group channel) {}

    public record Features(Group gic, Optional<Group> vmcoreinfo, Optional<Group> genid,
            Optional<Group> backingStoreInput, Optional<Group> backup, @Name("s390-pv") Optional<Group> s390Pv,
            Optional<Sev> sev, Optional<Sgx> sgx, Optional<Group> hyperv) {}

    public record Sev(YesNo supported, @InElement Optional<Integer> cbitpos, @InElement Optional<Integer> reducedPhysBits,
            @InElement Optional<Integer> maxGuests, @InElement Optional<Integer> maxESGuests,
            @InElement Optional<String> cpu0Id) {
        public static final Sev NO = new Sev(YesNo.NO, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty());
    }

    public record Sgx(YesNo supported, @InElement Optional<YesNo> flc, @InElement Optional<YesNo> sgx1,
            @InElement Optional<YesNo> sgx2, @Name("section_size") Optional<Size> sectionSize,
            @Wrapped("sections") List<Section> section) {
        public static final Sgx NO = new Sgx(YesNo.NO, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                List.of());

        public record Size(String unit, @Text long value) {}

        public record Section(int node, long size, String unit) {}
    }

    public static DomainCapabilities parse(String document) {
        return XmlBinding.read(DomainCapabilities.class, Element.parse(document, "domainCapabilities"));
    }

    public String format() {
        return XmlBinding.format("domainCapabilities", this, View.LIVE);
    }
}
