package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Filesystem;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses folders of the host that a guest cannot have. */
final class FilesystemChecks {
    private FilesystemChecks() {}

    static void driver(Filesystem filesystem, Domain domain, Setting setting) {
        DRIVER.unsupported(!(filesystem.source() instanceof Filesystem.Source.Mount),
                "only supports mount filesystem type");
        Filesystem.DriverType type = filesystem.driver().flatMap(Filesystem.Driver::type).orElse(Filesystem.DriverType.PATH);
        DRIVER.unsupported(filesystem.multidevs().isPresent() && type != Filesystem.DriverType.VIRTIOFS
                && !setting.can(QemuFlag.FSDEV_MULTIDEVS), "multidevs is not supported with this QEMU binary");
        boolean modes = filesystem.fmode().isPresent() || filesystem.dmode().isPresent();
        boolean mapped = filesystem.accessmode().equals(Optional.of(Filesystem.AccessMode.MAPPED));
        boolean passing = filesystem.accessmode().equals(Optional.of(Filesystem.AccessMode.PASSTHROUGH));
        switch (type) {
            case PATH -> {
                DRIVER.unsupported(modes && !mapped, "fmode and dmode must be used with accessmode=mapped");
                DRIVER.unsupported(filesystem.binary().flatMap(Filesystem.Binary::sandbox).isPresent(),
                        "sandbox can only be used with driver=virtiofs");
            }
            case HANDLE -> DRIVER.unsupported(!passing, "only supports passthrough accessmode");
            case VIRTIOFS -> shared(filesystem, modes, passing, domain, setting);
            case LOOP, NBD, PLOOP -> DRIVER.unsupported(true, "Filesystem driver type not supported");
        }
    }

    private static void shared(Filesystem filesystem, boolean modes, boolean passing, Domain domain, Setting setting) {
        Filesystem.Driver driver = filesystem.driver().orElseThrow();
        DRIVER.unsupported(filesystem.readonly(), "virtiofs does not yet support read-only mode");
        boolean served = filesystem.source() instanceof Filesystem.Source.Mount mount && mount.socket().isPresent();
        DRIVER.unsupported(!passing && !served, "virtiofs only supports passthrough accessmode");
        DRIVER.unsupported(driver.wrpolicy().isPresent(), "virtiofs does not support wrpolicy");
        DRIVER.unsupported(filesystem.model().isPresent(), "virtiofs does not support model");
        DRIVER.unsupported(driver.format().isPresent(), "virtiofs does not support format");
        DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_VHOST_USER_FS), "virtiofs is not supported with this QEMU binary");
        DRIVER.unsupported(filesystem.multidevs().isPresent(), "virtiofs does not support multidevs");
        DRIVER.unsupported(modes, "virtiofs does not support fmode and dmode");
        MemoryChecks.shared(domain, "virtiofs");
    }
}
