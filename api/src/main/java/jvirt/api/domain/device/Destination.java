package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.TypedBy;
import jvirt.api.xml.XmlBinding;

/** Where a disk is to be copied: of a {@code <disk>}, what says where the bytes are and how they are read. */
public record Destination(Optional<Disk.Driver> driver, @TypedBy("type") DiskSource source,
        @KeepEmpty Optional<BackingStore> backingStore) {
    public static Destination of(Element disk) {
        return XmlBinding.read(Destination.class, disk);
    }

    public Optional<Disk.Format> format() {
        return driver.flatMap(Disk.Driver::type);
    }
}
