package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;

/** What a disk is for QEMU where its XML does not say. */
public final class DiskDevice {
    private DiskDevice() {}

    public static Disk complete(Disk disk) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        Optional<Disk.Format> format = driver.type();
        if (format.isEmpty() && !(disk.source() instanceof DiskSource.Volume)) format = Optional.of(Disk.Format.RAW);
        return disk.withDriver(driver.named(driver.name().orElse("qemu"), format))
                .withSource(withEngine(disk.source()))
                .withEncryption(disk.encryption().map(DiskDevice::withEngine))
                .withBackingStore(disk.backingStore().map(DiskDevice::withEngine))
                .withMirror(disk.mirror().map(DiskDevice::withFormat));
    }

    /** A copy is raw where nobody says; of one into a file, path and format are told in the old way too. */
    private static Disk.Mirror withFormat(Disk.Mirror mirror) {
        BackingStore.Format format = mirror.format().orElse(new BackingStore.Format("raw", Optional.empty()));
        boolean old = mirror.file().isPresent();
        return new Disk.Mirror(mirror.file(), old ? Optional.of(format.type()) : mirror.oldFormat(), mirror.job(), mirror.ready(),
                Optional.of(format), mirror.source(), mirror.backingStore());
    }

    /** QEMU itself opens an encrypted image, unless librbd is to. */
    private static Encryption withEngine(Encryption encryption) {
        return encryption.engine().isPresent() ? encryption : encryption.withEngine(Encryption.Engine.QEMU);
    }

    private static DiskSource withEngine(DiskSource source) {
        return source.extras().encryption()
                .map(encryption -> source.withExtras(source.extras().withEncryption(withEngine(encryption))))
                .orElse(source);
    }

    private static BackingStore withEngine(BackingStore store) {
        return new BackingStore(store.index(), store.format(), store.source().map(DiskDevice::withEngine),
                store.backingStore().map(DiskDevice::withEngine));
    }
}
