package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Default;
import jvirt.api.xml.Element;
import jvirt.api.xml.Hex;
import jvirt.api.xml.Is;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** Where a device sits in the guest, {@code <address>}: on which bus, and where there. */
@ByAttr("type")
public sealed interface Address {
    /** On a PCI bus. All zero is "somewhere": it is printed without its place. */
    @Is("pci")
    record Pci(int domain, int bus, int slot, int function, Optional<OnOff> multifunction, Optional<Zpci> zpci)
            implements Address {
        public static final Pci ANYWHERE = at(0, 0, 0, 0);

        public static Pci at(int domain, int bus, int slot, int function) {
            return new Pci(domain, bus, slot, function, Optional.empty(), Optional.empty());
        }

        public static Pci parse(Element element) {
            PciAddress place = PciAddress.parse(element);
            Multi multi = XmlBinding.read(Multi.class, element);
            return new Pci(place.domain(), place.bus(), place.slot(), place.function(), multi.multifunction, multi.zpci);
        }

        public void format(XmlWriter writer) {
            if (!empty()) place().format(writer);
            multifunction.ifPresent(on -> writer.attribute("multifunction", XmlBinding.word(on)));
            zpci.ifPresent(z -> XmlBinding.write("zpci", z, writer));
        }

        public PciAddress place() {
            return new PciAddress(domain, bus, slot, function);
        }

        /** Nobody has said yet where. */
        public boolean empty() {
            return place().empty();
        }

        public Pci withMultifunction(OnOff on) {
            return new Pci(domain, bus, slot, function, Optional.of(on), zpci);
        }
    }

    /** What a PCI address says besides its place. */
    record Multi(Optional<OnOff> multifunction, Optional<Zpci> zpci) {}

    /** The identifiers that s390 gives a PCI function. */
    record Zpci(@Hex(4) Optional<Integer> uid, @Hex(8) Optional<Integer> fid) {}

    /** On a disk controller. */
    @Is("drive")
    record Drive(@Default("0") int controller, @Default("0") int bus, @Default("0") int target, @Default("0") int unit)
            implements Address {}

    /** On a virtio-serial controller. */
    @Is("virtio-serial")
    record VirtioSerial(@Default("0") int controller, @Default("0") int bus, @Default("0") int port) implements Address {}

    /** In a smartcard reader. */
    @Is("ccid")
    record Ccid(@Default("0") int controller, @Default("0") int slot) implements Address {}

    /** On a USB bus; the port is a path through hubs, such as {@code 1.2}. */
    @Is("usb")
    record Usb(@Default("0") int bus, Optional<String> port) implements Address {}

    /** On POWER's virtual bus. */
    @Is("spapr-vio")
    record SpaprVio(@Hex(8) Optional<Long> reg) implements Address {}

    /** In the channel subsystem of s390. */
    @Is("ccw")
    record Ccw(@Hex(1) Optional<Integer> cssid, @Hex(1) Optional<Integer> ssid, @Hex(4) Optional<Integer> devno)
            implements Address {}

    /** A virtio device at a memory address of its own. */
    @Is("virtio-mmio")
    record VirtioMmio() implements Address {}

    /** At I/O ports. */
    @Is("isa")
    record Isa(@Hex(1) Optional<Integer> iobase, @Hex(1) Optional<Integer> irq) implements Address {}

    /** In a slot for memory modules. */
    @Is("dimm")
    record Dimm(int slot, @Hex(1) Optional<Long> base) implements Address {}

    /** Held back: the guest does not see the device. */
    @Is("unassigned")
    record Unassigned() implements Address {}
}
