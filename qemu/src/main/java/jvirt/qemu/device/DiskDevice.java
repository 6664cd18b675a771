package jvirt.qemu.device;

import java.util.Optional;
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
                .withSource(withEngine(disk.source()));
    }

    /** QEMU itself opens an encrypted image, unless librbd is to. */
    private static DiskSource withEngine(DiskSource source) {
        Optional<Encryption> encryption = source.extras().encryption();
        if (encryption.isEmpty() || encryption.get().engine().isPresent()) return source;
        return source.withExtras(source.extras().withEncryption(encryption.get().withEngine(Encryption.Engine.QEMU)));
    }
}
