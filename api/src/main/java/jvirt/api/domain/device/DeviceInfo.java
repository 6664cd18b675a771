package jvirt.api.domain.device;

import java.util.Locale;
import java.util.Optional;
import jvirt.api.xml.Default;
import jvirt.api.xml.Element;
import jvirt.api.xml.NonZero;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/** What every device has: a name, a place, perhaps a turn in the boot order; in the order in which it is printed. */
public record DeviceInfo(
        Optional<Boot> boot,
        Optional<Alias> alias,
        Optional<Master> master,
        Optional<Rom> rom,
        Optional<Acpi> acpi,
        Optional<Address> address) {

    public static final DeviceInfo NONE = new DeviceInfo(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty());

    /** When the firmware tries to boot from the device. */
    public record Boot(@NonZero int order, Optional<String> loadparm) {
        public Boot {
            loadparm = loadparm.map(text -> text.toUpperCase(Locale.ROOT));
        }
    }

    /** The name by which QEMU knows the device; one that begins with {@code ua-} is the user's. */
    public record Alias(String name) {
        public static Alias parse(Element element) {
            return new Alias(element.required("name"));
        }

        /** Names that QEMU's driver made up belong to the running guest. */
        public void format(XmlWriter writer) {
            if (writer.view().live() || users()) writer.attribute("name", name);
        }

        public boolean users() {
            return name.startsWith("ua-");
        }
    }

    /** The controller of whose ports this companion controller serves some. */
    public record Master(int startport) {}

    /** The option ROM of a PCI device. */
    public record Rom(Optional<YesNo> enabled, Optional<OnOff> bar, Optional<String> file) {}

    /** An element that says no number says nothing. */
    public DeviceInfo {
        acpi = acpi.filter(one -> one.index != 0);
    }

    /** The number by which the guest names a NIC. */
    public record Acpi(@NonZero @Default("0") int index) {}

    public DeviceInfo withAlias(String name) {
        return new DeviceInfo(boot, Optional.of(new Alias(name)), master, rom, acpi, address);
    }

    public DeviceInfo withoutAlias() {
        return new DeviceInfo(boot, Optional.empty(), master, rom, acpi, address);
    }

    public DeviceInfo withAddress(Address place) {
        return new DeviceInfo(boot, alias, master, rom, acpi, Optional.of(place));
    }

    public DeviceInfo withoutAddress() {
        return new DeviceInfo(boot, alias, master, rom, acpi, Optional.empty());
    }

    public DeviceInfo withBoot(Optional<Boot> turn) {
        return new DeviceInfo(turn, alias, master, rom, acpi, address);
    }

    public DeviceInfo withMaster(int startport) {
        return new DeviceInfo(boot, alias, Optional.of(new Master(startport)), rom, acpi, address);
    }

    /** Of a device that has no place anywhere. */
    DeviceInfo nameAlone() {
        return new DeviceInfo(Optional.empty(), alias, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Without what only NICs, disks and host devices have: a turn in the boot order and an option ROM. */
    DeviceInfo plain() {
        return new DeviceInfo(Optional.empty(), alias, master, Optional.empty(), acpi, address);
    }

    /** Without an option ROM. */
    DeviceInfo noRom() {
        return new DeviceInfo(boot, alias, master, Optional.empty(), acpi, address);
    }
}
