package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Vsock;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.definition.AddressWords;

/** Refuses devices that no driver takes. */
final class CommonDeviceChecks {
    private CommonDeviceChecks() {}

    static void apply(Device device, Domain domain) {
        COMMON.unsupported(device.address().orElse(null) instanceof Address.Unassigned && !(device instanceof Hostdev),
                "address of type '%s' is supported only for hostdevs", "unassigned");
        switch (device) {
            case Disk disk -> DiskChecks.common(disk);
            case Controller controller -> ControllerChecks.common(controller);
            case Interface card -> InterfaceChecks.common(card);
            case Hostdev hostdev -> HostdevChecks.common(hostdev);
            case Video video -> VideoChecks.common(video, domain);
            case Serial serial -> ChardevChecks.common(serial.chardev().source(), false);
            case Parallel parallel -> ChardevChecks.common(parallel.chardev().source(), false);
            case Console console -> ChardevChecks.common(console.chardev().source(), false);
            case Channel channel -> ChardevChecks.common(channel.chardev().source(),
                    !(channel.target() instanceof Channel.Target.Guestfwd));
            case Redirdev redirdev -> {
                boolean usb = domain.devices().controllers().stream().anyMatch(one ->
                        one.type() == Controller.Type.USB && !one.model().equals(Optional.of("none")));
                COMMON.unsupported(!usb, "cannot add redirected USB device: USB is disabled for this domain");
                ChardevChecks.common(redirdev.chardev().source(), false);
            }
            case Smartcard card -> {
                COMMON.unsupported(card.address().isPresent() && !(card.address().get() instanceof Address.Ccid),
                        "Controllers must use the 'ccid' address type");
                if (card.card() instanceof Smartcard.Card.Passthrough(var chardev)) {
                    ChardevChecks.common(chardev.source(), false);
                }
            }
            case Rng rng -> {
                if (rng.backend() instanceof Rng.Backend.Egd(var chardev)) ChardevChecks.common(chardev.source(), false);
            }
            case MemoryModule module -> MemoryChecks.module(module, domain);
            case Input input -> input(input, domain);
            case Shmem shmem -> shmem(shmem);
            case Iommu iommu -> iommu(iommu);
            case Vsock vsock -> COMMON.unsupported(vsock.cid().flatMap(Vsock.Cid::address)
                    .filter(address -> address > 0 && address <= 2).isPresent(), "guest CIDs must be >= 3");
            case Sound sound -> sound.audio().ifPresent(audio -> audio(audio, domain));
            case Tpm tpm -> tpm(tpm);
            case Filesystem filesystem -> COMMON.unsupported(filesystem.info().boot().isPresent()
                    && !filesystem.driver().flatMap(Filesystem.Driver::type)
                            .equals(Optional.of(Filesystem.DriverType.VIRTIOFS)), "boot order is only supported for virtiofs");
            default -> { }
        }
    }

    static void audio(Graphics.AudioRef reference, Domain domain) {
        COMMON.xml(domain.devices().audios().stream().noneMatch(audio -> audio.id().equals(Optional.of(reference.id()))),
                "no audio device with ID %d", reference.id());
    }

    private static void input(Input input, Domain domain) {
        Input.Bus bus = input.bus().orElse(Input.Bus.NONE);
        String type = XmlBinding.word(input.type());
        boolean simple = input.type() == Input.Type.MOUSE || input.type() == Input.Type.KEYBOARD;
        COMMON.internal(domain.os().type().name().equals("hvm") && bus == Input.Bus.PS2 && !simple,
                "ps2 bus does not support %s input device", type);
        COMMON.internal(domain.os().type().name().equals("hvm") && bus == Input.Bus.XEN, "unsupported input bus %s", "xen");
        COMMON.unsupported((simple || input.type() == Input.Type.TABLET)
                && input.source().flatMap(Input.Source::path).isPresent(),
                "setting source evdev path only supported for passthrough input devices");
        COMMON.unsupported(input.type() == Input.Type.PASSTHROUGH && bus != Input.Bus.VIRTIO,
                "only bus 'virtio' is supported for 'passthrough' input devices");
        COMMON.unsupported(input.type() == Input.Type.EVDEV && bus != Input.Bus.NONE,
                "input evdev doesn't support bus element");
        COMMON.unsupported(input.model().isPresent() && bus != Input.Bus.VIRTIO,
                "only bus 'virtio' is supported for input model '%s'", input.model().map(XmlBinding::word).orElse(""));
        COMMON.xml(bus == Input.Bus.USB && input.address().isPresent() && !(input.address().get() instanceof Address.Usb),
                "Invalid address for a USB device");
    }

    private static void shmem(Shmem shmem) {
        COMMON.unsupported(shmem.name().contains("/"), "shmem name cannot include '/' character");
        COMMON.unsupported(shmem.name().equals("."), "shmem name cannot be equal to '.'");
        COMMON.unsupported(shmem.name().equals(".."), "shmem name cannot be equal to '..'");
        COMMON.xml(shmem.msi().isPresent() && shmem.server().isEmpty(), "msi option is only supported with a server");
    }

    private static void iommu(Iommu iommu) {
        COMMON.xml(iommu.model() != Iommu.Model.INTEL && iommu.driver().isPresent(),
                "iommu model '%s' doesn't support additional attributes", XmlBinding.word(iommu.model()));
        COMMON.xml(iommu.model() != Iommu.Model.VIRTIO && iommu.address().isPresent(), "iommu model '%s' can't have address",
                XmlBinding.word(iommu.model()));
    }

    private static void tpm(Tpm tpm) {
        if (tpm.backend() instanceof Tpm.Backend.Emulator emulator) {
            COMMON.xml(emulator.activePcrBanks().isPresent() && !emulator.version().equals(Optional.of(Tpm.Version.V2_0)),
                    "<active_pcr_banks/> requires TPM version '%s'", "2.0");
        }
    }

    static String wordOf(Address address) {
        return AddressWords.of(address);
    }
}
