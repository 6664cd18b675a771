package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses devices: first what no driver takes, then what this QEMU does not. Also for a device that is to be plugged in. */
public final class DeviceChecks {
    private DeviceChecks() {}

    static void apply(Domain domain, Setting setting) {
        domain.devices().all().forEach(device -> check(device, domain, setting));
        domain.devices().graphics().forEach(graphics -> GraphicsChecks.apply(graphics, domain, setting));
        boolean spice = domain.devices().graphics().stream().anyMatch(Graphics.Spice.class::isInstance);
        DRIVER.unsupported(!spice && domain.devices().audios().stream().anyMatch(audio -> audio.type() == Audio.Type.SPICE),
                "Spice audio is not supported without spice graphics");
        long tpms = domain.devices().tpms().stream()
                .filter(tpm -> !tpm.model().equals(Optional.of(Tpm.Model.SPAPR_TPM_PROXY))).count();
        DRIVER.unsupported(tpms > 1, "only a single TPM non-proxy device is supported");
        DRIVER.unsupported(domain.devices().tpms().size() - tpms > 1, "only a single TPM Proxy device is supported");
    }

    /** One device of this domain, or for it. */
    public static void check(Device device, Domain domain, Setting setting) {
        CommonDeviceChecks.apply(device, domain);
        Board board = Board.of(domain);
        place(device, domain, board, setting);
        switch (device) {
            case Disk disk -> DiskChecks.driver(disk, domain, setting);
            case Controller controller -> ControllerChecks.driver(controller, domain, setting);
            case Interface card -> InterfaceChecks.driver(card, setting);
            case Serial serial -> {
                ChardevChecks.driver(serial.chardev().source(), domain, setting);
                ChardevChecks.place(serial);
                ChardevChecks.compatible(serial, board);
            }
            case Parallel parallel -> {
                ChardevChecks.driver(parallel.chardev().source(), domain, setting);
                DRIVER.unsupported(board.s390() || board.pSeries(), "parallel ports are not supported");
            }
            case Channel channel -> ChardevChecks.driver(channel.chardev().source(), domain, setting);
            case Console console -> ChardevChecks.driver(console.chardev().source(), domain, setting);
            case Redirdev redirdev -> {
                ChardevChecks.driver(redirdev.chardev().source(), domain, setting);
                DRIVER.unsupported(!setting.can(QemuFlag.USB_REDIR),
                        "USB redirection is not supported by this version of QEMU");
            }
            case Smartcard card -> smartcard(card, domain, setting);
            case Hostdev hostdev -> HostdevChecks.driver(hostdev, domain, setting);
            case Video video -> VideoChecks.driver(video, setting);
            case Filesystem filesystem -> FilesystemChecks.driver(filesystem, domain, setting);
            case Tpm tpm -> tpm(tpm, domain, setting);
            case Shmem shmem -> shmem(shmem, setting);
            case Iommu iommu -> iommu(iommu, domain, setting);
            case Panic panic -> panic(panic, board, setting);
            case Watchdog watchdog -> watchdog(watchdog, board);
            case Sound sound -> sound(sound, setting);
            case Hub _ -> DRIVER.unsupported(!setting.can(QemuFlag.USB_HUB), "usb-hub not supported by QEMU binary");
            case Vsock _ -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VHOST_VSOCK),
                    "vsock device is not supported with this QEMU binary");
            case MemoryBalloon balloon -> balloon(balloon, setting);
            case MemoryModule module -> module(module, setting);
            case Rng rng -> rng(rng, domain, setting);
            case Input input -> input(input, setting);
            case NvramDevice _ -> DRIVER.unsupported(!board.pSeries(), "nvram device is only supported for PPC64");
        }
    }

    private static void place(Device device, Domain domain, Board board, Setting setting) {
        Address address = device.address().orElse(null);
        DRIVER.unsupported(address instanceof Address.Ccw && !board.s390(), "cannot use CCW address type for device '%s' using machine type '%s'",
                device.alias().orElse("<null>"), domain.os().type().machine().orElse(""));
        // what is no disk and sits on a drive's bus sits on a SCSI bus
        DRIVER.internal(address instanceof Address.Drive(int _, int bus, int _, int _) && bus != 0 && !(device instanceof Disk),
                "SCSI controller only supports 1 bus");
        DRIVER.unsupported(address instanceof Address.Pci pci && pci.zpci().isPresent() && !setting.can(QemuFlag.DEVICE_ZPCI),
                "This QEMU binary doesn't support zPCI");
        boolean pci = address == null || address instanceof Address.Pci;
        DRIVER.unsupported(device.info().acpi().isPresent() && !setting.can(QemuFlag.ACPI_INDEX),
                "ACPI index is not supported with this QEMU");
        DRIVER.unsupported(device.info().acpi().isPresent() && !pci, "ACPI index is only supported for PCI devices");
        DRIVER.unsupported(device.info().rom().isPresent() && !pci && !(address instanceof Address.Unassigned),
                "ROM tuning is only supported for PCI devices");
    }

    private static void smartcard(Smartcard card, Domain domain, Setting setting) {
        boolean first = card.address().orElse(null) instanceof Address.Ccid(int controller, int slot) && controller == 0
                && slot == 0;
        DRIVER.unsupported(domain.devices().smartcards().size() > 1 || !first,
                "this QEMU binary lacks multiple smartcard support");
        switch (card.card()) {
            case Smartcard.Card.Host _, Smartcard.Card.HostCertificates _ ->
                    DRIVER.unsupported(!setting.can(QemuFlag.CCID_EMULATED),
                            "this QEMU binary lacks smartcard host mode support");
            case Smartcard.Card.Passthrough(var chardev) -> {
                DRIVER.unsupported(!setting.can(QemuFlag.CCID_PASSTHRU),
                        "this QEMU binary lacks smartcard passthrough mode support");
                ChardevChecks.driver(chardev.source(), domain, setting);
            }
        }
    }

    private static void tpm(Tpm tpm, Domain domain, Setting setting) {
        Tpm.Model model = tpm.model().orElse(Tpm.Model.TPM_TIS);
        String binary = domain.devices().emulator().map(Object::toString).orElse("");
        if (tpm.backend() instanceof Tpm.Backend.Emulator emulator) {
            Tpm.Version version = emulator.version().orElse(Tpm.Version.V2_0);
            DRIVER.unsupported(!setting.host().tpmVersions().get().contains(XmlBinding.word(version)),
                    "TPM version '%s' is not supported", XmlBinding.word(version));
            boolean old = version == Tpm.Version.V1_2;
            DRIVER.unsupported(old && model == Tpm.Model.TPM_CRB, "Unsupported interface '%s' for TPM 1.2",
                    XmlBinding.word(model));
            DRIVER.unsupported(old && model == Tpm.Model.TPM_SPAPR,
                    "TPM 1.2 is not supported with the SPAPR device model");
            DRIVER.unsupported(old && Board.of(domain).armVirt(), "TPM 1.2 is not supported on ARM");
        }
        boolean known = switch (model) {
            case TPM_TIS -> setting.can(QemuFlag.DEVICE_TPM_TIS);
            case TPM_CRB -> setting.can(QemuFlag.DEVICE_TPM_CRB);
            case TPM_SPAPR -> setting.can(QemuFlag.DEVICE_TPM_SPAPR);
            case SPAPR_TPM_PROXY -> setting.can(QemuFlag.DEVICE_SPAPR_TPM_PROXY);
        };
        DRIVER.unsupported(!known, "The QEMU executable %s does not support TPM model %s", binary, XmlBinding.word(model));
    }

    private static void shmem(Shmem shmem, Setting setting) {
        Shmem.Model.Type type = shmem.model().map(Shmem.Model::type).orElse(Shmem.Model.Type.IVSHMEM);
        String text = "shmem model '%s' is not supported by this QEMU binary";
        switch (type) {
            case IVSHMEM -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_IVSHMEM),
                    "ivshmem device is not supported with this QEMU binary");
            case IVSHMEM_PLAIN ->
                    DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_IVSHMEM_PLAIN), text, XmlBinding.word(type));
            case IVSHMEM_DOORBELL ->
                    DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_IVSHMEM_DOORBELL), text, XmlBinding.word(type));
        }
    }

    private static void iommu(Iommu iommu, Domain domain, Setting setting) {
        Board board = Board.of(domain);
        String model = XmlBinding.word(iommu.model());
        String missing = "IOMMU device: '%s' is not supported with this QEMU binary";
        switch (iommu.model()) {
            case INTEL -> {
                DRIVER.unsupported(!board.q35(), "IOMMU device: '%s' is only supported with Q35 machines", model);
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_INTEL_IOMMU), missing, model);
            }
            case SMMUV3 -> {
                DRIVER.unsupported(!board.armVirt(), "IOMMU device: '%s' is only supported with ARM Virt machines", model);
                DRIVER.unsupported(!setting.can(QemuFlag.MACHINE_VIRT_IOMMU), missing, model);
            }
            case VIRTIO -> {
                DRIVER.unsupported(!board.armVirt() && !board.q35(),
                        "IOMMU device: '%s' is only supported with Q35 and ARM Virt machines", model);
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VIRTIO_IOMMU_PCI)
                        || !setting.can(QemuFlag.VIRTIO_IOMMU_BOOT_BYPASS), missing, model);
                DRIVER.unsupported(!domain.features().map(Features::acpi).orElse(false), "IOMMU device: '%s' requires ACPI",
                        model);
                DRIVER.unsupported(iommu.address().isPresent() && !(iommu.address().get() instanceof Address.Pci),
                        "IOMMU device: '%s' needs a PCI address", model);
            }
        }
    }

    private static void panic(Panic panic, Board board, Setting setting) {
        Panic.Model model = panic.model().orElse(Panic.Model.ISA);
        String placed = "setting the panic device address is not supported for model '%s'";
        switch (model) {
            case S390 -> {
                DRIVER.unsupported(!board.s390(), "only S390 guests support panic device of model 's390'");
                DRIVER.unsupported(panic.address().isPresent(), placed, "s390");
            }
            case HYPERV -> {
                DRIVER.unsupported(!board.x86(), "only i686 and x86_64 guests support panic device of model 'hyperv'");
                DRIVER.unsupported(panic.address().isPresent(), placed, "hyperv");
            }
            case PSERIES -> {
                DRIVER.unsupported(!board.pSeries(), "only pSeries guests support panic device of model 'pseries'");
                DRIVER.unsupported(panic.address().isPresent(), placed, "pseries");
            }
            case ISA -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_PANIC),
                        "the QEMU binary does not support the ISA panic device");
                DRIVER.unsupported(panic.address().isPresent() && !(panic.address().get() instanceof Address.Isa),
                        "panic is supported only with ISA address type");
            }
        }
    }

    private static void watchdog(Watchdog watchdog, Board board) {
        String model = XmlBinding.word(watchdog.model());
        boolean placed = watchdog.address().isPresent();
        switch (watchdog.model()) {
            case I6300ESB -> DRIVER.unsupported(placed && !(watchdog.address().get() instanceof Address.Pci),
                    "%s model of watchdog can go only on PCI bus", model);
            case IB700 -> DRIVER.unsupported(placed, "%s model of watchdog does not support configuring the address", model);
            case DIAG288 -> {
                DRIVER.unsupported(placed, "%s model of watchdog is virtual and cannot go on any bus.", model);
                DRIVER.unsupported(!board.s390(), "%s model of watchdog is allowed for s390 and s390x only", model);
            }
        }
    }

    private static void sound(Sound sound, Setting setting) {
        DRIVER.unsupported(sound.model() == Sound.Model.USB && !setting.can(QemuFlag.OBJECT_USB_AUDIO),
                "usb-audio controller is not supported by this QEMU binary");
        DRIVER.unsupported(sound.model() == Sound.Model.ICH9 && !setting.can(QemuFlag.DEVICE_ICH9_INTEL_HDA),
                "The ich9-intel-hda audio controller is not supported in this QEMU binary");
        DRIVER.internal(sound.model() == Sound.Model.ICH7, "sound card model '%s' is not supported by qemu",
                XmlBinding.word(sound.model()));
        if (sound.model() != Sound.Model.ICH6 && sound.model() != Sound.Model.ICH9) return;
        for (Sound.Codec codec : sound.codec()) {
            switch (codec.type()) {
                case DUPLEX -> DRIVER.unsupported(!setting.can(QemuFlag.HDA_DUPLEX),
                        "%s not supported in this QEMU binary", "hda-duplex");
                case MICRO -> DRIVER.unsupported(!setting.can(QemuFlag.HDA_MICRO),
                        "%s not supported in this QEMU binary", "hda-micro");
                case OUTPUT -> DRIVER.unsupported(!setting.can(QemuFlag.HDA_OUTPUT),
                        "%s not supported in this QEMU binary", "hda-output");
            }
        }
    }

    private static void balloon(MemoryBalloon balloon, Setting setting) {
        DRIVER.unsupported(balloon.model() == MemoryBalloon.Model.XEN,
                "Memory balloon device type '%s' is not supported by this version of qemu", XmlBinding.word(balloon.model()));
        DRIVER.unsupported(balloon.autodeflate().isPresent() && !setting.can(QemuFlag.VIRTIO_BALLOON_AUTODEFLATE),
                "deflate-on-oom is not supported by this QEMU binary");
        DRIVER.unsupported(balloon.freePageReporting().isPresent()
                && !setting.can(QemuFlag.VIRTIO_BALLOON_FREE_PAGE_REPORTING),
                "freePageReporting is not supported by this QEMU binary");
    }

    private static void module(MemoryModule module, Setting setting) {
        switch (module.model()) {
            case DIMM -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_PC_DIMM),
                    "memory hotplug isn't supported by this QEMU binary");
            case NVDIMM -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_NVDIMM), "nvdimm isn't supported by this QEMU binary");
                DRIVER.unsupported(module.target().readonly() && !setting.can(QemuFlag.DEVICE_NVDIMM_UNARMED),
                        "nvdimm readonly property is not available with this QEMU binary");
            }
            case VIRTIO_PMEM -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VIRTIO_PMEM_PCI),
                    "virtio-pmem isn't supported by this QEMU binary");
            case VIRTIO_MEM -> DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VIRTIO_MEM_PCI),
                    "virtio-mem isn't supported by this QEMU binary");
            case SGX_EPC -> DRIVER.unsupported(!setting.can(QemuFlag.SGX_EPC), "sgx epc isn't supported by this QEMU binary");
        }
    }

    private static void rng(Rng rng, Domain domain, Setting setting) {
        switch (rng.backend()) {
            case Rng.Backend.Random _ -> DRIVER.unsupported(!setting.can(QemuFlag.OBJECT_RNG_RANDOM),
                    "this qemu doesn't support the rng-random backend");
            case Rng.Backend.Egd(var chardev) -> {
                DRIVER.unsupported(!setting.can(QemuFlag.OBJECT_RNG_EGD), "this qemu doesn't support the rng-egd backend");
                ChardevChecks.driver(chardev.source(), domain, setting);
            }
            case Rng.Backend.Builtin _ -> DRIVER.unsupported(!setting.can(QemuFlag.OBJECT_RNG_BUILTIN),
                    "this qemu doesn't support the rng-builtin backend");
        }
    }

    private static void input(Input input, Setting setting) {
        if (!input.bus().equals(Optional.of(Input.Bus.VIRTIO))) return;
        DRIVER.unsupported(input.model().filter(model -> model != VirtioModel.VIRTIO).isPresent(),
                "virtio (non-)transitional models are not supported for input type=%s", XmlBinding.word(input.type()));
        QemuFlag flag = switch (input.type()) {
            case MOUSE -> QemuFlag.VIRTIO_MOUSE;
            case TABLET -> QemuFlag.VIRTIO_TABLET;
            case KEYBOARD -> QemuFlag.VIRTIO_KEYBOARD;
            case PASSTHROUGH -> QemuFlag.VIRTIO_INPUT_HOST;
            case EVDEV -> QemuFlag.INPUT_LINUX;
        };
        DRIVER.unsupported(!setting.can(flag), "%s is not supported by this QEMU binary",
                flag == QemuFlag.VIRTIO_INPUT_HOST ? "virtio-input-host" : flag.word());
    }
}
