package jvirt.api.domain;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.Refused;
import jvirt.api.xml.Text;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** The guest's processor, {@code <cpu>}. */
public record Cpu(
        Optional<Mode> mode,
        Optional<Match> match,
        Optional<Check> check,
        Optional<OnOff> migratable,
        Optional<Model> model,
        @InElement Optional<String> vendor,
        Optional<Topology> topology,
        Optional<Cache> cache,
        Optional<MaxPhysAddr> maxphysaddr,
        List<Feature> feature,
        Optional<Numa> numa) {

    public Cpu {
        boolean named = model.flatMap(Model::name).isPresent();
        if (mode.isEmpty() && named) mode = Optional.of(Mode.CUSTOM);
        boolean custom = mode.equals(Optional.of(Mode.CUSTOM));
        if (custom && !named) mode = Optional.empty();
        match = custom && named ? Optional.of(match.orElse(Match.EXACT)) : Optional.empty();
        boolean host = mode.equals(Optional.of(Mode.HOST_PASSTHROUGH)) || mode.equals(Optional.of(Mode.MAXIMUM));
        if (!host) migratable = Optional.empty();
        if (host) {
            model = Optional.empty();
            vendor = Optional.empty();
        }
    }

    public static final Cpu NONE = new Cpu(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            Optional.empty());

    public enum Mode { CUSTOM, HOST_MODEL, HOST_PASSTHROUGH, MAXIMUM }

    public enum Match { MINIMUM, EXACT, STRICT }

    /** How much of the processor QEMU must provide. */
    public enum Check { NONE, PARTIAL, FULL }

    public enum Fallback { ALLOW, FORBID }

    /** @param fallback matters for a processor that is not named yet, too, and is printed beside a name alone */
    public record Model(Optional<Fallback> fallback, Optional<String> vendorId, Optional<String> name) {
        public Model {
            if (name.isPresent() && fallback.isEmpty()) fallback = Optional.of(Fallback.ALLOW);
        }

        public static Model parse(Element element) {
            Written written = XmlBinding.read(Written.class, element);
            return new Model(written.fallback, written.vendorId, written.name);
        }

        public void format(XmlWriter writer) {
            fallback.filter(_ -> name.isPresent()).ifPresent(way -> writer.attribute("fallback", XmlBinding.word(way)));
            vendorId.ifPresent(vendor -> writer.attribute("vendor_id", vendor));
            name.ifPresent(writer::text);
        }

        /** The element as it stands. */
        public record Written(Optional<Fallback> fallback, @Name("vendor_id") Optional<String> vendorId, @Text Optional<String> name) {}
    }

    public record Topology(int sockets, Optional<Integer> dies, int cores, int threads) {
        public Topology {
            if (dies.isEmpty()) dies = Optional.of(1);
        }

        public int cpus() {
            return sockets * dies.orElse(1) * cores * threads;
        }
    }

    public enum CacheMode { EMULATE, PASSTHROUGH, DISABLE }

    public record Cache(Optional<Integer> level, CacheMode mode) {}

    public enum AddressMode { EMULATE, PASSTHROUGH }

    public record MaxPhysAddr(AddressMode mode, Optional<Integer> bits) {}

    public enum Policy { FORCE, REQUIRE, OPTIONAL, DISABLE, FORBID }

    public record Feature(@Refused(unknown = "Invalid CPU feature policy", by = ErrorDomain.CPU) Optional<Policy> policy,
            @Refused(missing = "Invalid CPU feature name", by = ErrorDomain.CPU) String name) {
        public Feature {
            if (policy.isEmpty()) policy = Optional.of(Policy.REQUIRE);
        }
    }

    /** The mode that counts where none is written. */
    public Mode effectiveMode() {
        return mode.orElse(Mode.CUSTOM);
    }

    /** The name of the processor model, if there is one. */
    public Optional<String> modelName() {
        return model.flatMap(Model::name);
    }

    public Cpu withMode(Mode changed) {
        return new Cpu(Optional.of(changed), match, check, migratable, model, vendor, topology, cache, maxphysaddr, feature,
                numa);
    }

    /** The same topology with this model. */
    public Cpu withModel(Model changed, Match matched, Check checked) {
        return new Cpu(Optional.of(Mode.CUSTOM), Optional.of(matched), Optional.of(checked), migratable,
                Optional.of(changed), vendor, topology, cache, maxphysaddr, feature, numa);
    }

    public Cpu withCheck(Optional<Check> changed) {
        return new Cpu(mode, match, changed, migratable, model, vendor, topology, cache, maxphysaddr, feature, numa);
    }

    public Cpu withMigratable(Optional<OnOff> changed) {
        return new Cpu(mode, match, check, changed, model, vendor, topology, cache, maxphysaddr, feature, numa);
    }

    public Cpu withNuma(Optional<Numa> changed) {
        return new Cpu(mode, match, check, migratable, model, vendor, topology, cache, maxphysaddr, feature, changed);
    }
}
