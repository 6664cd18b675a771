package jvirt.qemu.caps;

import static jvirt.api.capabilities.Choice.of;
import static jvirt.qemu.caps.QemuFlag.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.capabilities.Choice;
import jvirt.api.capabilities.DomainCapabilities;
import jvirt.api.capabilities.DomainCapabilities.Devices;
import jvirt.api.capabilities.DomainCapabilities.Features;
import jvirt.api.capabilities.DomainCapabilities.Loader;
import jvirt.api.capabilities.DomainCapabilities.Mode;
import jvirt.api.capabilities.DomainCapabilities.Model;
import jvirt.api.capabilities.DomainCapabilities.Os;
import jvirt.api.capabilities.DomainCapabilities.Sev;
import jvirt.api.capabilities.DomainCapabilities.Sgx;
import jvirt.api.capabilities.Group;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.VirtType;
import jvirt.api.xml.YesNo;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.definition.Board;
import jvirt.qemu.firmware.Firmwares;

/**
 * What a guest of one emulator, machine and way of running can have: the document for who writes its definition.
 *
 * @param hostModel what {@code host-model} stands for
 */
public record DomainOffer(QemuCapabilities caps, Accelerator accelerator, String machine, String architecture,
        Optional<Cpu> hostModel, CpuMap map, Surroundings host) {
    /** Models that are no names of processors. */
    private static final List<String> NO_MODELS = List.of("host");

    /**
     * What the host adds.
     *
     * @param kvmMaxCpus most that KVM takes for one guest
     * @param loaders the files of firmware to show
     * @param tpmVersions of which swtpm can make a TPM
     * @param maxSevGuests guests with encrypted memory, and those whose registers are encrypted too
     */
    public record Surroundings(String architecture, int kvmMaxCpus, Firmwares firmwares, List<String> loaders,
            boolean swtpm, List<String> tpmVersions, boolean vfio, int maxSevGuests, int maxSevEsGuests) {}

    public DomainCapabilities document() {
        int max = caps.maxCpus(accelerator, machine);
        if (accelerator == Accelerator.KVM) max = Math.min(max, host.kvmMaxCpus);
        return new DomainCapabilities(caps.emulator(), accelerator.domainType(), Optional.of(machine), architecture,
                max > 0 ? Optional.of(new DomainCapabilities.Vcpu(max)) : Optional.empty(), flag(OBJECT_IOTHREAD), os(), modes(),
                Optional.of(Group.yes(of("sourceType", words("file", true, "anonymous", true, "memfd",
                        caps.has(OBJECT_MEMORY_MEMFD))))),
                devices(), features());
    }

    /** Words, each followed by whether it is there. */
    private static Stream<String> words(Object... wordsAndConditions) {
        List<String> there = new ArrayList<>();
        for (int i = 0; i < wordsAndConditions.length; i += 2) {
            if ((Boolean) wordsAndConditions[i + 1]) there.add((String) wordsAndConditions[i]);
        }
        return there.stream();
    }

    private Optional<Group> flag(QemuFlag flag) {
        return Optional.of(Group.of(caps.has(flag)));
    }

    private Board board() {
        return new Board(architecture, machine, accelerator == Accelerator.KVM ? VirtType.KVM : VirtType.QEMU);
    }

    private Os os() {
        Firmwares fitting = host.firmwares.of(architecture, machine);
        Choice kinds = of("firmware", words("bios", fitting.hasInterface("bios"), "efi", fitting.hasInterface("uefi")));
        Loader loader = new Loader(YesNo.YES, host.loaders, List.of(of("type", "rom", "pflash"), of("readonly", "yes", "no"),
                of("secure", words("yes", fitting.hasFeature("requires-smm"), "no", true))));
        return new Os(YesNo.YES, List.of(kinds), loader);
    }

    private List<Mode> modes() {
        boolean passthrough = accelerator != Accelerator.TCG && Architectures.isNative(host.architecture, caps.architecture());
        List<Model> models = caps.offer(accelerator).cpus().stream()
                .filter(cpu -> map.model(cpu.name()).isPresent() && !NO_MODELS.contains(cpu.name()))
                .map(this::model).toList();
        return List.of(
                passthrough ? Mode.yes("host-passthrough",
                        of("hostPassthroughMigratable", words("on", caps.has(CPU_MIGRATABLE), "off", true)))
                        : Mode.no("host-passthrough"),
                caps.has(CPU_MAX) ? Mode.yes("maximum", of("maximumMigratable", "on", "off")) : Mode.no("maximum"),
                hostModel.map(Mode::hostModel).orElse(Mode.no("host-model")),
                Mode.custom(models));
    }

    private Model model(CpuModel cpu) {
        String vendor = map.model(cpu.name()).flatMap(CpuMap.Model::vendor).map(CpuMap.Vendor::name).orElse("unknown");
        return new Model(Optional.empty(), Optional.of(cpu.usable().map(usable -> usable ? "yes" : "no").orElse("unknown")),
                cpu.deprecated() ? Optional.of(YesNo.YES) : Optional.empty(), Optional.of(vendor), cpu.name());
    }

    private Devices devices() {
        return new Devices(disk(),
                Group.yes(of("type", words("sdl", caps.has(SDL), "vnc", caps.has(VNC), "spice", caps.has(SPICE),
                        "egl-headless", caps.has(EGL_HEADLESS), "dbus", caps.has(DISPLAY_DBUS)))),
                Group.yes(of("modelType", words("vga", caps.has(DEVICE_VGA), "cirrus", caps.has(DEVICE_CIRRUS_VGA), "vmvga",
                        caps.has(DEVICE_VMWARE_SVGA), "qxl", caps.has(DEVICE_QXL), "virtio", caps.has(DEVICE_VIRTIO_GPU),
                        "none", true, "bochs", caps.has(DEVICE_BOCHS_DISPLAY), "ramfb", caps.has(DEVICE_RAMFB)))),
                hostdev(),
                Group.yes(of("model", virtio(caps.has(DEVICE_VIRTIO_RNG))),
                        of("backendModel", words("random", caps.has(OBJECT_RNG_RANDOM), "egd", caps.has(OBJECT_RNG_EGD), "builtin",
                                caps.has(OBJECT_RNG_BUILTIN)))),
                Group.yes(of("driverType", words("path", true, "handle", true, "virtiofs", caps.has(DEVICE_VHOST_USER_FS)))),
                tpm(),
                caps.has(USB_REDIR) ? Group.yes(of("bus", "usb")) : Group.NO,
                Group.yes(of("type", words("pty", true, "unix", true, "spicevmc", caps.has(SPICE)))));
    }

    private Stream<String> virtio(boolean there) {
        boolean transitional = there && caps.has(VIRTIO_PCI_TRANSITIONAL);
        return words("virtio", there, "virtio-transitional", transitional, "virtio-non-transitional", transitional);
    }

    private Group disk() {
        boolean floppy = !board().pSeries();
        return Group.yes(of("diskDevice", words("disk", true, "cdrom", true, "floppy", floppy, "lun", true)),
                of("bus", words("ide", board().builtinIde(), "fdc", floppy, "scsi", true, "virtio", true, "usb",
                        caps.has(DEVICE_USB_STORAGE), "sata", caps.has(ICH9_AHCI))),
                of("model", virtio(true)));
    }

    private Group hostdev() {
        boolean usb = caps.hasAny(PIIX3_USB_UHCI, PIIX4_USB_UHCI, USB_EHCI, ICH9_USB_EHCI1, VT82C686B_USB_UHCI, PCI_OHCI,
                NEC_USB_XHCI, DEVICE_QEMU_XHCI);
        boolean vfio = host.vfio && caps.has(DEVICE_VFIO_PCI);
        return Group.yes(of("mode", "subsystem"), of("startupPolicy", "default", "mandatory", "requisite", "optional"),
                of("subsysType", words("usb", usb, "pci", true, "scsi", true)), of("capsType"),
                of("pciBackend", words("default", vfio, "vfio", vfio)));
    }

    private Group tpm() {
        List<String> models = words("tpm-tis", caps.has(DEVICE_TPM_TIS), "tpm-crb", caps.has(DEVICE_TPM_CRB), "tpm-spapr",
                caps.has(DEVICE_TPM_SPAPR), "spapr-tpm-proxy", caps.has(DEVICE_SPAPR_TPM_PROXY)).toList();
        if (models.isEmpty()) return Group.NO;
        boolean emulator = host.swtpm && caps.has(DEVICE_TPM_EMULATOR);
        List<Choice> choices = new ArrayList<>(List.of(of("model", models.stream()), of("backendModel",
                words("passthrough", caps.has(DEVICE_TPM_PASSTHROUGH), "emulator", emulator, "external", emulator))));
        if (host.swtpm && !host.tpmVersions.isEmpty()) choices.add(of("backendVersion", host.tpmVersions.stream()));
        return new Group(YesNo.YES, choices);
    }

    private Features features() {
        Optional<Group> secure = caps.architecture().startsWith("s390") ? Optional.of(Group.of(caps.secureGuest()
                && caps.flags().containsAll(List.of(MACHINE_CONFIDENTAL_GUEST_SUPPORT, S390_PV_GUEST)))) : Optional.empty();
        return new Features(gic(), flag(DEVICE_VMCOREINFO), flag(DEVICE_VMGENID), Optional.of(Group.of(true)),
                flag(INCREMENTAL_BACKUP), secure, Optional.of(caps.sev().map(this::sev).orElse(Sev.NO)),
                Optional.of(caps.sgx().map(DomainOffer::sgx).orElse(Sgx.NO)),
                caps.hyperv().map(hyperv -> Group.yes(of("features", hyperv.features().stream()))));
    }

    private Group gic() {
        List<String> versions = caps.gics().stream()
                .filter(gic -> accelerator == Accelerator.KVM ? gic.kernel() : gic.emulated())
                .map(gic -> Integer.toString(gic.version())).sorted().toList();
        return !board().armVirt() || versions.isEmpty() ? Group.NO : Group.yes(of("version", versions.stream()));
    }

    private Sev sev(QemuCapabilities.Sev sev) {
        return new Sev(YesNo.YES, Optional.of(sev.cbitpos()), Optional.of(sev.reducedPhysBits()),
                Optional.of(host.maxSevGuests), Optional.of(host.maxSevEsGuests), sev.cpu0Id());
    }

    private static Sgx sgx(QemuCapabilities.Sgx sgx) {
        return new Sgx(YesNo.YES, Optional.of(YesNo.of(sgx.flc())), Optional.of(YesNo.of(sgx.sgx1())),
                Optional.of(YesNo.of(sgx.sgx2())), Optional.of(new Sgx.Size("KiB", sgx.sectionSizeKib())),
                sgx.sections().stream().map(section -> new Sgx.Section(section.node(), section.sizeKib(), "KiB")).toList());
    }
}
