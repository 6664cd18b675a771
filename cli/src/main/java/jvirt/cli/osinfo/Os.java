package jvirt.cli.osinfo;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jvirt.api.xml.Element;

/** An operating system of the database, and what it gets on with. What it does not say itself, its ancestors say. */
public final class Os {
    static final String GENERIC = "generic";
    private static final String PCI = "http://pcisig.com/pci/";

    private final OsDatabase database;
    private final Element xml;
    private Set<String> devices;

    Os(OsDatabase database, Element xml) {
        this.database = database;
        this.xml = xml;
    }

    public String id() {
        return xml.attribute("id").orElse("");
    }

    /** Its short name. */
    public String name() {
        return names().getFirst();
    }

    public List<String> names() {
        return xml.children("short-id").stream().map(Element::text).toList();
    }

    private String text(String child) {
        return xml.child(child).map(Element::text).orElse("");
    }

    public boolean isGeneric() {
        return name().equals(GENERIC);
    }

    /** One of the database's stand-ins for a Linux that it does not know. */
    public boolean isGenericLinux() {
        return name().matches("linux\\d{4}");
    }

    public boolean isWindows() {
        return List.of("win9x", "winnt", "win16").contains(text("family"));
    }

    /** Which time its clock shows. */
    public String clock() {
        return isWindows() || text("family").equals("solaris") ? "localtime" : "utc";
    }

    public String distro() {
        return text("distro");
    }

    /** The systems that it is a kind of: those whose devices it drives too. */
    private List<Os> ancestors() {
        List<Os> ancestors = new ArrayList<>();
        collect(ancestors, "derives-from", "clones");
        return ancestors;
    }

    private void collect(Collection<Os> into, String... relations) {
        for (String relation : relations) {
            for (Element related : xml.children(relation)) {
                database.withId(related.attribute("id").orElse("")).filter(os -> into.stream().noneMatch(seen -> seen.id().equals(os.id())))
                        .ifPresent(os -> {
                            into.add(os);
                            os.collect(into, relations);
                        });
            }
        }
    }

    /** The identities of the devices that it has drivers for. */
    private Set<String> devices() {
        if (devices == null) {
            devices = new LinkedHashSet<>();
            List<Os> all = new ArrayList<>(List.of(this));
            all.addAll(ancestors());
            for (Os os : all) {
                os.xml.child("devices").stream().flatMap(list -> list.children("device").stream())
                        .flatMap(device -> device.attribute("id").stream()).forEach(devices::add);
            }
        }
        return devices;
    }

    private boolean drivesPci(String... ids) {
        for (String id : ids) {
            if (devices().contains(PCI + id)) return true;
        }
        return false;
    }

    public boolean drivesVirtioDisk() {
        return drivesPci("1af4/1001", "1af4/1042");
    }

    public boolean drivesVirtioScsi() {
        return drivesPci("1af4/1004", "1af4/1048");
    }

    public boolean drivesVirtioNet() {
        return drivesPci("1af4/1000", "1af4/1041");
    }

    public boolean drivesVirtioRng() {
        return drivesPci("1af4/1005", "1af4/1044");
    }

    public boolean drivesVirtioGpu() {
        return drivesPci("1af4/1050");
    }

    public boolean drivesVirtioBalloon() {
        return drivesPci("1af4/1002", "1af4/1045");
    }

    /** Old databases miss the device for RHEL 6 and its kin. */
    public boolean drivesVirtioSerial() {
        return drivesPci("1af4/1003", "1af4/1043") || isRelatedTo("rhel6.0");
    }

    public boolean drivesVirtioInput() {
        return drivesPci("1af4/1052");
    }

    public boolean drivesUsb3() {
        return drivesPci("1b36/0004");
    }

    /** The q35 chip set; a system whose virtio drivers are of the old kind only would not find its devices there. */
    public boolean drivesQ35() {
        if (drivesVirtioNet() && !drivesPci("1af4/1041")) return false;
        return devices().contains("http://qemu.org/chipset/x86/q35");
    }

    /** The names of the network cards that it drives. */
    public List<String> networkCards() {
        return database.deviceNames(List.copyOf(devices()), device -> device.child("class").map(Element::text).filter(name -> name.startsWith("net")).isPresent());
    }

    private boolean isRelatedTo(String name) {
        List<Os> related = new ArrayList<>();
        collect(related, "derives-from", "clones", "upgrades");
        return names().contains(name) || related.stream().anyMatch(os -> os.names().contains(name));
    }

    /** It boots by EFI firmware alone. */
    public boolean needsEfi(String arch) {
        return name().equals("win11") || firmware("efi", arch).orElse(false) && !firmware("bios", arch).orElse(true);
    }

    private Optional<Boolean> firmware(String type, String arch) {
        List<Os> all = new ArrayList<>(List.of(this));
        all.addAll(ancestors());
        return all.stream().flatMap(os -> os.xml.children("firmware").stream())
                .filter(one -> one.attribute("type").filter(type::equals).isPresent() && one.attribute("arch").filter(arch::equals).isPresent())
                .map(one -> !one.attribute("supported").filter("false"::equals).isPresent()).findFirst();
    }

    /** Bytes of memory that it needs at least. */
    public Optional<Long> minimumMemory(String arch) {
        return resource("minimum", "ram", arch);
    }

    public Optional<Long> recommendedMemory(String arch) {
        return recommended("ram", arch);
    }

    public Optional<Long> recommendedCpus(String arch) {
        return recommended("n-cpus", arch);
    }

    /** Bytes of disk. */
    public Optional<Long> recommendedStorage(String arch) {
        return recommended("storage", arch);
    }

    /** Bytes of memory that an installation over the network needs. */
    public Optional<Long> networkInstallMemory(String arch) {
        return resource("network-install", "ram", arch);
    }

    /** What is recommended; where only the least is known, twice that. */
    private Optional<Long> recommended(String what, String arch) {
        return resource("recommended", what, arch).or(() -> resource("minimum", what, arch).map(least -> least * 2));
    }

    private Optional<Long> resource(String level, String what, String arch) {
        for (String of : List.of(arch, "all")) {
            for (Element resources : xml.children("resources")) {
                if (resources.attribute("arch").filter(of::equals).isEmpty()) continue;
                Optional<Long> value = resources.child(level).flatMap(one -> one.child(what)).map(one -> Long.parseLong(one.text().strip()))
                        .filter(number -> number > 0);
                if (value.isPresent()) return value;
                if (resources.attribute("inherit").filter("true"::equals).isPresent()) {
                    Optional<Long> inherited = firstOf(ancestors(), os -> os.resource(level, what, arch));
                    if (inherited.isPresent()) return inherited;
                }
            }
        }
        return Optional.empty();
    }

    private static <T> Optional<T> firstOf(List<Os> all, Function<Os, Optional<T>> question) {
        return all.stream().flatMap(os -> question.apply(os).stream()).findFirst();
    }

    /** The kernel argument that tells its installer where the tree is. */
    public Optional<String> kernelUrlArgument() {
        Optional<String> own = xml.child("kernel-url-argument").map(Element::text).or(() -> firstOf(ancestors(),
                os -> os.xml.child("kernel-url-argument").map(Element::text)));
        if (own.isPresent()) return own;
        if (List.of("caasp", "sle", "sled", "sles", "opensuse").contains(distro())) return Optional.of("install");
        return List.of("centos", "rhel", "fedora").contains(distro()) ? Optional.of("inst.repo") : Optional.empty();
    }

    /** Where its installation tree is on the net. */
    public Optional<String> location(String arch) {
        return xml.children("tree").stream().filter(tree -> tree.attribute("arch").filter(arch::equals).isPresent())
                .flatMap(tree -> tree.child("url").stream()).map(Element::text).findFirst();
    }

    /** Its media and trees, as far as they are described. */
    List<Medium> media() {
        List<Medium> media = new ArrayList<>();
        for (Element child : xml.children()) {
            if (child.name().equals("media") || child.name().equals("tree")) media.add(new Medium(this, child));
        }
        return media;
    }

    /** A medium or tree to install it from. */
    public record Medium(Os os, Element xml) {
        /** Where the installer's kernel is on it. */
        public Optional<String> kernel() {
            return xml.child("kernel").map(Element::text);
        }

        public Optional<String> initrd() {
            return xml.child("initrd").map(Element::text);
        }

        /** It holds an installer alone, and fetches the rest. */
        public boolean netInstall() {
            return xml.children("variant").stream().anyMatch(variant -> variant.attribute("id").filter(id -> id.contains("netinst")).isPresent());
        }

        /** How much the description says. */
        int detail() {
            return xml.children().stream().flatMap(kind -> kind.children().stream()).mapToInt(label -> label.text().length()).sum();
        }
    }

    @Override public String toString() {
        return name();
    }
}
