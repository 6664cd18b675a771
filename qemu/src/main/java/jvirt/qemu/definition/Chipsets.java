package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Video;
import jvirt.api.xml.OnOff;
import jvirt.qemu.address.PciBuses;
import jvirt.qemu.address.PciKinds;
import jvirt.qemu.address.PciNeed;
import jvirt.qemu.device.PciNeeds;

/**
 * What the two PC chipsets have in fixed slots, and the slots that come next to them by custom.
 *
 * @param wanted whether a device is still to be placed on PCI
 */
record Chipsets(Making making, PciBuses buses, PciKinds kinds, Predicate<Device> wanted) {
    private static final PciNeed CONVENTIONAL = PciNeed.PCI;

    /** Of i440FX: ISA bridge, IDE and USB in slot 1, the screen in slot 2. */
    void piix3() {
        for (Controller controller : making.devices.controllers) {
            if (controller.index().orElse(-1) != 0) continue;
            if (controller.type() == Controller.Type.IDE) {
                builtIn(controller, Address.Pci.at(0, 0, 1, 1), "Primary IDE controller must have PCI address 0:0:1.1");
            } else if (controller.type() == Controller.Type.USB && PciPlacement.piix3Usb(controller)) {
                builtIn(controller, Address.Pci.at(0, 0, 1, 2),
                        "PIIX3 USB controller at index 0 must have PCI address 0:0:1.2");
            }
        }
        if (buses.count() > 0) {
            buses.take(Address.Pci.at(0, 0, 1, 0), CONVENTIONAL);
            buses.take(Address.Pci.at(0, 0, 1, 3), CONVENTIONAL);
        }
        screen(2, CONVENTIONAL);
    }

    private void builtIn(Controller controller, Address.Pci place, String otherwise) {
        fix(controller, place, otherwise);
        if (buses.count() > 0) buses.take(place, CONVENTIONAL);
    }

    /** The controller at its place; an error where its XML says another. */
    private void fix(Controller controller, Address.Pci place, String otherwise) {
        Optional<Address.Pci> written = PciPlacement.place(controller);
        if (written.isEmpty()) {
            replace(controller, PciPlacement.onPlace(controller, place));
        } else if (!written.get().place().equals(place.place())) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, otherwise);
        }
    }

    private void replace(Controller controller, Controller changed) {
        making.devices.controllers = Making.first(making.devices.controllers, one -> one.equals(controller), _ -> changed);
    }

    /** The screen's card where QEMU of old put it, as long as nobody is there. */
    private void screen(int slot, PciNeed need) {
        if (making.devices.videos.isEmpty()) return;
        Video video = making.devices.videos.getFirst();
        if (!wanted.test(video)) return;
        Address.Pci place = Address.Pci.at(0, 0, slot, 0);
        buses.validate(place, need, true);
        if (buses.used(0, slot)) {
            Address.Pci free = buses.next(PciNeeds.of(video, kinds).orElseThrow());
            if (buses.trial()) return;
            place = free;
        } else {
            buses.take(place, need);
        }
        Address.Pci at = place;
        making.devices.videos = Making.first(making.devices.videos, one -> one.equals(video),
                one -> PciPlacement.onPlace(one, at));
    }

    /** Of Q35: SATA, LPC and SMBus in slot 31, the screen in slot 1, USB 2, PCI bridge and sound at their usual places. */
    void ich9() {
        for (Controller controller : making.devices.controllers) {
            boolean open = controller.address().isEmpty();
            String model = controller.model().orElse("");
            switch (controller.type()) {
                case SATA -> {
                    if (controller.index().orElse(-1) == 0) {
                        fix(controller, Address.Pci.at(0, 0, 0x1F, 2), "Primary SATA controller must have PCI address 0:0:1f.2");
                    }
                }
                case USB -> {
                    if (open && model.equals("ich9-uhci1")) usual(controller, List.of(0x1D, 0x1A), true);
                }
                case PCI -> {
                    if (open && model.equals("dmi-to-pci-bridge")) usual(controller, List.of(0x1E), false);
                }
                case IDE, FDC, SCSI, VIRTIO_SERIAL, CCID, XENBUS, ISA -> { }
            }
        }
        if (buses.count() > 0) {
            buses.take(Address.Pci.at(0, 0, 0x1F, 0), PciNeed.PCIE);
            buses.take(Address.Pci.at(0, 0, 0x1F, 3), PciNeed.PCIE);
        }
        screen(1, PciNeed.PCIE);
        sound();
    }

    /** The first of these slots that is free. */
    private void usual(Controller controller, List<Integer> slots, boolean multifunction) {
        for (int slot : slots) {
            if (buses.used(0, slot)) continue;
            Address.Pci place = Address.Pci.at(0, 0, slot, 0);
            buses.take(place, PciNeed.PCIE);
            replace(controller, PciPlacement.onPlace(controller, multifunction ? place.withMultifunction(OnOff.ON) : place));
            return;
        }
    }

    private void sound() {
        if (buses.used(0, 0x1B)) return;
        Optional<Sound> card = making.devices.sounds.stream()
                .filter(sound -> sound.model() == Sound.Model.ICH9 && wanted.test(sound)).findFirst();
        if (card.isEmpty()) return;
        Address.Pci place = Address.Pci.at(0, 0, 0x1B, 0);
        buses.take(place, PciNeed.PCIE);
        making.devices.sounds = Making.first(making.devices.sounds, one -> one.equals(card.get()),
                one -> PciPlacement.onPlace(one, place));
    }
}
