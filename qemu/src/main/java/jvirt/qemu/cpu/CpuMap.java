package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.host.NodeInfo;

/**
 * The x86 processors that have a name, in the order of the map: older ones first. The files are those that libvirt's client
 * library installs; without them nothing is known, and only QEMU's own names can be used.
 */
public final class CpuMap {
    private static final Path INSTALLED = Path.of("/usr/share/libvirt/cpu_map");
    /** Nothing is known. */
    public static final CpuMap EMPTY = new CpuMap();

    private final Bits bits = new Bits();
    private final SequencedMap<String, Vendor> vendors = new LinkedHashMap<>();
    private final SequencedMap<String, Feature> features = new LinkedHashMap<>();
    private final SequencedMap<String, Model> models = new LinkedHashMap<>();

    /** A maker; {@code signature} is what the processor says. */
    public record Vendor(String name, String signature) {}

    /** Something that a processor can do; {@code msr}: it is told by a register that only the kernel can read. */
    public record Feature(String name, BitSet bits, boolean migratable, boolean msr) {}

    /** Which real processors a model is: an empty stepping is any. */
    public record Signature(int family, int model, BitSet stepping) {}

    /**
     * A named processor.
     *
     * @param host may be told to be the host's, {@code guest} likewise
     * @param removed features that it had in older maps: they are always mentioned
     */
    public record Model(String name, boolean host, boolean guest, List<Signature> signatures, Optional<Vendor> vendor,
            BitSet bits, List<String> removed) {
        boolean hasSignature(int family, int model, int stepping) {
            return signatures.stream().anyMatch(signature -> signature.family == family && signature.model == model
                    && (signature.stepping.isEmpty() || signature.stepping.get(stepping)));
        }
    }

    private CpuMap() {}

    private static final class Installed {
        static final CpuMap MAP = read(INSTALLED);

        private static CpuMap read(Path folder) {
            try {
                return Files.exists(folder.resolve("index.xml")) ? CpuMap.read(folder) : EMPTY;
            } catch (IOException e) {
                throw ErrorDomain.CPU.error(INTERNAL_ERROR, e, "cannot read CPU map: %s", e.getMessage());
            }
        }
    }

    /** The map of this host, read when it is first needed. */
    public static CpuMap installed() {
        return Installed.MAP;
    }

    /** The map in this folder. */
    public static CpuMap read(Path folder) throws IOException {
        CpuMap map = new CpuMap();
        Element index = Element.parse(Files.readString(folder.resolve("index.xml")), "cpus");
        for (Element arch : index.children("arch")) {
            if (arch.required("name").equals("x86")) map.load(arch, folder);
        }
        return map;
    }

    private void load(Element parent, Path folder) throws IOException {
        for (Element element : parent.children()) {
            switch (element.name()) {
                case "include" ->
                        load(Element.parse(Files.readString(folder.resolve(element.required("filename"))), "cpus"), folder);
                case "vendor" -> vendors.put(element.required("name"),
                        new Vendor(element.required("name"), element.required("string")));
                case "feature" -> features.put(element.required("name"), feature(element));
                case "model" -> models.put(element.required("name"), model(element));
                default -> { }
            }
        }
    }

    private Feature feature(Element element) {
        BitSet set = new BitSet();
        for (Element item : element.children()) {
            if (!item.name().equals("alias")) set.or(bits.of(item));
        }
        return new Feature(element.required("name"), set, element.attribute("migratable").filter("no"::equals).isEmpty(),
                element.child("msr").isPresent());
    }

    private Model model(Element element) {
        Optional<Model> ancestor = element.child("model").map(child -> models.get(child.required("name")));
        List<Signature> signatures = element.children("signature").stream().map(CpuMap::signature).toList();
        BitSet set = new BitSet();
        ancestor.ifPresent(older -> set.or(older.bits));
        List<String> removed = new ArrayList<>();
        for (Element feature : element.children("feature")) {
            if (feature.attribute("removed").filter("yes"::equals).isPresent()) {
                removed.add(feature.required("name"));
            } else {
                set.or(features.get(feature.required("name")).bits);
            }
        }
        Element decode = element.child("decode").orElseThrow();
        return new Model(element.required("name"), decode.required("host").equals("on"), decode.required("guest").equals("on"),
                signatures.isEmpty() ? ancestor.map(Model::signatures).orElse(List.of()) : signatures,
                element.child("vendor").map(vendor -> vendors.get(vendor.required("name")))
                        .or(() -> ancestor.flatMap(Model::vendor)),
                set, List.copyOf(removed));
    }

    private static Signature signature(Element element) {
        return new Signature(Integer.parseInt(element.required("family")), Integer.parseInt(element.required("model")),
                element.attribute("stepping").map(NodeInfo::cpuSet).orElse(new BitSet()));
    }

    public Optional<Feature> feature(String name) {
        return Optional.ofNullable(features.get(name));
    }

    /** In the map's order, in which they are also named. */
    public List<Feature> features() {
        return List.copyOf(features.values());
    }

    public Optional<Model> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** Older ones first. */
    public List<Model> models() {
        return List.copyOf(models.values());
    }

    /** The maker of this name, or the one whose processors say this. */
    public Optional<Vendor> vendor(String nameOrSignature) {
        return vendors.values().stream()
                .filter(vendor -> vendor.name.equals(nameOrSignature) || vendor.signature.equals(nameOrSignature)).findFirst();
    }

    /** Where each bit of the processor's answers lies in a {@link BitSet}. */
    Bits bits() {
        return bits;
    }

    /** A number to each bit of each register that the map speaks of. */
    static final class Bits {
        private static final List<String> REGISTERS = List.of("eax", "ebx", "ecx", "edx");
        private final Map<Word, Integer> first = new HashMap<>();

        /** What is asked: a leaf of CPUID, or a model specific register. */
        record Word(boolean msr, int number, int sub) {}

        private int base(Word word) {
            return first.computeIfAbsent(word, _ -> first.size() * Integer.SIZE * REGISTERS.size());
        }

        /** The words that the map speaks of. */
        List<Word> words() {
            return List.copyOf(first.keySet());
        }

        /** The bits of an element {@code <cpuid>} or {@code <msr>}. */
        BitSet of(Element item) {
            BitSet set = new BitSet();
            Word word = word(item);
            for (String register : REGISTERS) add(set, word, register, number(item, register));
            return set;
        }

        /** Whether the map speaks of it. */
        boolean speaksOf(Word word) {
            return first.containsKey(word);
        }

        static Word word(Element item) {
            return item.name().equals("msr") ? new Word(true, number(item, "index"), 0)
                    : new Word(false, number(item, "eax_in"), number(item, "ecx_in"));
        }

        void add(BitSet set, Word word, String register, int value) {
            int at = base(word) + REGISTERS.indexOf(register) * Integer.SIZE;
            for (int bit = 0; bit < Integer.SIZE; bit++) {
                if ((value >>> bit & 1) != 0) set.set(at + bit);
            }
        }

        static int number(Element item, String attribute) {
            return (int) (long) Long.decode(item.attribute(attribute).orElse("0"));
        }
    }
}
