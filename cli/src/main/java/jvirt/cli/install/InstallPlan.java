package jvirt.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.cli.install.media.CloudInit;
import jvirt.cli.install.media.InstallTree;
import jvirt.cli.osinfo.Os;
import jvirt.cli.osinfo.OsDatabase;
import jvirt.cli.xml.Draft;

/** A command line made into a guest and a way to install it. Nothing is changed by a plan. */
final class InstallPlan {
    private static final String METHODS = "--location URL, --cdrom CD/ISO, --pxe, --import, --boot hd|cdrom|...";

    private final Arguments options;
    private final Guest guest;
    private final SequencedMap<String, String> install;
    private final Method method;
    private final Optional<CloudInit> cloudInit;
    private final List<String> extraArguments;
    private Optional<Part> installMedium = Optional.empty();

    InstallPlan(Arguments options, Facts facts, OsDatabase systems) {
        this.options = options;
        this.guest = new Guest(facts, systems);
        this.install = OptionString.plain(options.get("install").orElse(""), Suboptions.of("install-words"));
        if (options.has("unattended")) {
            throw new InstallException("--unattended is not supported: give the installer its answers with --initrd-inject or --extra-args");
        }
        if (options.has("reinstall")) {
            throw new InstallException("--reinstall is not supported: give the machine the medium with change-media and start it");
        }
        early();
        Checks.options(options);
        this.cloudInit = options.get("cloud-init").flatMap(text -> CloudInit.parse(text, facts));
        this.extraArguments = new ArrayList<>(options.all("extra-args"));
        this.method = readMethod();
        Optional<InstallTree> tree = method instanceof Method.Tree(InstallTree one) ? Optional.of(one) : Optional.empty();
        Optional<Os> found = tree.flatMap(InstallTree::os).or(this::cdromOs);
        OsChoice.parse(options.get("os-variant").or(() -> Optional.ofNullable(install.get("os"))))
                .apply(guest, found, tree.isPresent() || method instanceof Method.Cdrom);
        name();
        describe();
        usual();
        medium();
        GuestDefaults.complete(guest);
        Checks.guest(options, guest, method, cloudInit.isPresent(), METHODS);
    }

    Guest guest() {
        return guest;
    }

    Method method() {
        return method;
    }

    Optional<CloudInit> cloudInit() {
        return cloudInit;
    }

    /** What the guest's name, type and firmware depend on comes before all else. */
    private void early() {
        Part root = guest.root();
        options.get("name").ifPresent(name -> root.set("name", name));
        options.get("uuid").ifPresent(uuid -> root.set("uuid", uuid));
        options.get("description").ifPresent(text -> root.set("description", text));
        InstallOptions.osType(options).ifPresent(type -> guest.section("os").set("type", type));
        options.get("virt-type").ifPresent(type -> root.set("@type", type));
        options.get("arch").ifPresent(arch -> guest.section("os").set("type/@arch", arch));
        options.get("machine").ifPresent(machine -> guest.section("os").set("type/@machine", machine));
        GuestOptions reader = new GuestOptions(guest);
        for (String option : List.of("boot", "metadata")) options.all(option).forEach(text -> reader.apply(option, text));
        GuestDefaults.fromCapabilities(guest);
    }

    private Method readMethod() {
        Facts facts = guest.facts();
        if (install.containsKey("os")) {
            String url = guest.systems().named(install.get("os")).flatMap(os -> os.location(guest.arch()))
                    .orElseThrow(() -> InstallException.of("OS '%s' does not have a URL location", install.get("os")));
            return new Method.Tree(InstallTree.open(url, Optional.empty(), facts, guest.systems()));
        }
        if (options.has("location")) {
            SequencedMap<String, String> words = OptionString.plain(options.get("location").orElseThrow(), Suboptions.of("location-words"));
            Optional<InstallTree.Paths> paths = Optional.empty();
            if (words.containsKey("kernel") != words.containsKey("initrd")) throw new InstallException("location kernel/initrd must be specified as a pair");
            if (words.containsKey("kernel")) paths = Optional.of(new InstallTree.Paths(words.get("kernel"), words.get("initrd")));
            String location = Optional.ofNullable(words.get("location")).orElseThrow(() -> new InstallException(
                    "location kernel/initrd may only be specified with a location URL/path"));
            return new Method.Tree(InstallTree.open(location, paths, facts, guest.systems()));
        }
        if (options.has("cdrom")) return new Method.Cdrom(validMedium(options.get("cdrom").orElseThrow()), options.has("livecd"));
        if (options.has("pxe")) return new Method.Device("network");
        if (install.getOrDefault("no_install", "no").equals("yes")) return new Method.Import();
        if (install.containsKey("kernel")) return new Method.Kernel(install.get("kernel"), Optional.ofNullable(install.get("initrd")));
        if (install.containsKey("bootdev")) return new Method.Device(install.get("bootdev"));
        boolean imports = options.has("print-xml") || options.has("import") || options.has("boot") || cloudInit.isPresent();
        return imports ? new Method.Import() : new Method.Unsaid();
    }

    private String validMedium(String path) {
        return guest.disks().at(path).path().filter(_ -> !(guest.disks().at(path) instanceof DiskSource.Unknown || guest.disks().at(path) instanceof DiskSource.Absent))
                .orElseThrow(() -> InstallException.of("Error validating install location: Validating install media '%s' failed: Must specify storage "
                        + "creation parameters for non-existent path '%s'.", path, path));
    }

    private Optional<Os> cdromOs() {
        if (!(method instanceof Method.Cdrom(String path, boolean _)) || guest.facts().remote()) return Optional.empty();
        return InstallTree.identify(path, guest.systems()).map(Os.Medium::os);
    }

    private void name() {
        if (guest.name().isPresent()) return;
        boolean numbered = guest.os().isGeneric();
        String base = numbered ? guest.isContainer() ? "container" : "vm" : guest.os().name().replaceFirst("-unknown$", "");
        if (!guest.arch().equals(guest.capabilities().hostArch())) {
            base += "-" + (guest.arch().equals("armv7l") ? "arm" : guest.arch());
            numbered = false;
        }
        List<String> taken = guest.facts().domains().stream().flatMap(domain -> domain.child("name").stream()).map(name -> name.text()).toList();
        String chosen = base;
        for (int number = numbered ? 1 : 2; numbered || taken.contains(chosen); number++) {
            chosen = base + (guest.os().isGeneric() && numbered ? "" : "-") + number;
            if (!taken.contains(chosen)) break;
        }
        guest.root().set("name", chosen);
    }

    private void describe() {
        GuestOptions reader = new GuestOptions(guest);
        for (Suboptions option : Suboptions.options()) {
            if (List.of("boot", "metadata").contains(option.option())) continue;
            options.all(option.option()).forEach(text -> reader.apply(option.option(), text));
        }
        options.all("xml").forEach(reader::xml);
    }

    private boolean hasMemory() {
        return guest.root().get("memory").isPresent() || guest.root().get("currentMemory").isPresent()
                || !guest.section("cpu").parts("numa/cell#").isEmpty();
    }

    /** What the system is known to need. */
    private void usual() {
        Os os = guest.os();
        if (guest.isContainer()) {
            if (!hasMemory()) memory(1024L * 1024);
            return;
        }
        if (!hasMemory()) os.recommendedMemory(guest.arch()).ifPresent(bytes -> memory(bytes / 1024));
        os.recommendedCpus(guest.arch()).ifPresent(count -> GuestDefaults.cpus(guest, count));
        boolean storage = options.has("disk") && !options.all("disk").isEmpty() || options.has("filesystem");
        if (!storage) os.recommendedStorage(guest.arch()).ifPresent(bytes -> new GuestOptions(guest).apply("disk", "size=" + (bytes >> 30)));
    }

    private void memory(long kib) {
        guest.root().set("memory", kib);
        guest.root().set("currentMemory", kib);
    }

    /** The medium's drive, before any other: the firmware takes the first. And which disk is booted in the end. */
    private void medium() {
        Optional<String> path = switch (method) {
            case Method.Cdrom(String one, boolean _) -> Optional.of(one);
            case Method.Tree(InstallTree tree) -> tree.medium();
            case Method.Kernel _, Method.Device _, Method.Import _, Method.Unsaid _ -> Optional.empty();
        };
        path.ifPresent(one -> {
            Part drive = cdrom(one);
            List<Part> disks = guest.devices("disk");
            int at = (int) disks.stream().takeWhile(disk -> !disk.is("@device", "cdrom")).count();
            disks.add(at, drive);
            installMedium = Optional.of(drive);
        });
        if (!guest.hasBootOrder() && canOrder()) guest.bootOrder(order(lastDevice()));
    }

    private Part cdrom(String path) {
        Part drive = new Part("disk");
        drive.set("@device", "cdrom");
        guest.disks().setPath(drive, path);
        drive.set("@type", guest.disks().type(drive));
        DiskDefaults.driver(guest.facts(), drive, guest.disks().source(drive));
        guest.disks().check(drive);
        return drive;
    }

    private boolean canOrder() {
        return !guest.isContainer() && guest.section("os").get("kernel").isEmpty();
    }

    private boolean hasHardDisk() {
        return guest.devices("disk").stream().anyMatch(disk -> disk.get("@device").orElse("disk").equals("disk"));
    }

    /** A device, and behind it the disk: an installer wants it bootable, and PXE may fall through to it. */
    private List<String> order(String first) {
        return hasHardDisk() && !first.equals("hd") ? List.of(first, "hd") : List.of(first);
    }

    private Optional<String> firstDevice() {
        return switch (method) {
            case Method.Cdrom _ -> Optional.of("cdrom");
            case Method.Device(String kind) -> Optional.of(kind);
            case Method.Tree _, Method.Kernel _, Method.Import _, Method.Unsaid _ -> Optional.empty();
        };
    }

    private String lastDevice() {
        if (method instanceof Method.Cdrom(String _, boolean live) && live) return "cdrom";
        if (cloudInit.isPresent() && hasHardDisk()) return "hd";
        if (firstDevice().isPresent()) return hasHardDisk() ? "hd" : firstDevice().get();
        return guest.devices("disk").stream().findFirst().map(Guest::bootKind).orElse("hd");
    }

    /** Whether the guest boots with another document first. */
    boolean hasFirstStep() {
        return cloudInit.isPresent() || method.installs();
    }

    /** Arguments for the installer's kernel: the user's, and where its tree is. */
    String kernelArguments() {
        List<String> arguments = new ArrayList<>(extraArguments);
        String given = install.get("kernel_args");
        if (given != null && Suboption.truth(install.getOrDefault("kernel_args_overwrite", "no")).orElse(false)) return given;
        if (given != null) arguments.add(given);
        if (method instanceof Method.Tree(InstallTree tree)) {
            tree.url().ifPresent(url -> tree.os().orElse(guest.os()).kernelUrlArgument().ifPresent(name -> arguments.add(name + "=" + url)));
        }
        return String.join(" ", arguments);
    }

    /**
     * The guest's documents.
     *
     * @param boot what the installation boots from, where that is a kernel
     * @param seed cloud-init's medium
     */
    Documents documents(Optional<BootFiles> boot, Optional<String> seed) {
        seed.ifPresent(path -> {
            Part drive = cdrom(path);
            guest.addDevice(drive);
            DeviceDefaults.complete(guest, drive);
            GuestDefaults.scsiController(guest);
        });
        Draft last = guest.draft();
        if (!hasFirstStep()) return new Documents(Optional.empty(), last);
        Draft first = last.copy();
        first.set("on_reboot", "destroy");
        boot.ifPresent(files -> {
            first.set("os/kernel", files.kernel());
            files.initrd().ifPresent(path -> first.set("os/initrd", path));
            if (!files.arguments().isEmpty()) first.set("os/cmdline", files.arguments());
        });
        boolean ordered = firstDevice().isPresent() && !guest.isContainer() && first.get("os/kernel").isEmpty();
        Documents.bootOrder(first, ordered ? order(firstDevice().get()) : List.of());
        if (cloudInit.isPresent()) forCloudInit(first);
        // Windows asks for its medium again when it has booted from the disk
        if (!guest.os().isWindows()) installMedium.flatMap(drive -> guest.disks().source(drive).path()).ifPresent(path -> Documents.eject(last, path));
        seed.ifPresent(path -> Documents.eject(last, path));
        return new Documents(Optional.of(first), last);
    }

    /** The firmware's serial number tells cloud-init where its data is. */
    private void forCloudInit(Draft first) {
        boolean can = (guest.facts().qemu() || guest.facts().test()) && (guest.isX86() || guest.isArmVirt());
        boolean free = first.get("os/smbios/@mode").filter(mode -> !mode.equals("sysinfo")).isEmpty();
        if (can && free && first.get("sysinfo[@type='smbios']/system/entry[@name='serial']").isEmpty()) {
            first.set("os/smbios/@mode", "sysinfo");
            first.set("sysinfo[@type='smbios']/system/entry[@name='serial']", "ds=nocloud");
        }
        // shim resets a machine that has a TPM and no boot entries, and a reset ends the first step
        if (guest.usualTpm() && guest.isUefi()) first.remove("devices/tpm");
    }
}
