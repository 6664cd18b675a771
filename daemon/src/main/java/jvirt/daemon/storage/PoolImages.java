package jvirt.daemon.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.nio.file.Path;
import java.util.Locale;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.host.Undo;
import jvirt.qemu.migration.ImageMaker;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;

/** Makes images for disks that are copied here, as volumes of the pools in whose folders they are. */
public final class PoolImages implements ImageMaker {
    private final StoragePools pools;

    public PoolImages(StoragePools pools) {
        this.pools = pools;
    }

    @Override
    public void make(Disk disk, Path image, long capacity, Undo undo) {
        if (!(disk.source() instanceof DiskSource.File)) {
            throw QEMU.error(INTERNAL_ERROR, "cannot precreate storage for disk type '%s'",
                    disk.source().getClass().getSimpleName().toLowerCase(Locale.ROOT));
        }
        StoragePool pool = pools.atPath(image.getParent().toString());
        String name = image.getFileName().toString();
        try {
            pools.volumes().create(pool, document(disk, name, capacity), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw QEMU.error(INTERNAL_ERROR, e, "interrupted while making %s", image);
        }
        undo.add("delete " + image, () -> pools.volumes().delete(pool, name));
    }

    private static String document(Disk disk, String name, long capacity) {
        Disk.Format format = disk.driver().flatMap(Disk.Driver::type).orElse(Disk.Format.RAW);
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        writer.start("volume").element("name", name).element("capacity", Long.toString(capacity));
        // a sparse image, unless its format allots as it grows anyway
        if (format != Disk.Format.QCOW2) writer.element("allocation", "0");
        writer.start("target").start("format").attribute("type", format.name().toLowerCase(Locale.ROOT)).end().end();
        return writer.end().toString();
    }
}
