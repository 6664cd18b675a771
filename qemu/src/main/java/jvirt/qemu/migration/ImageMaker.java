package jvirt.qemu.migration;

import java.nio.file.Path;
import jvirt.api.domain.device.Disk;
import jvirt.host.Undo;

/** Makes empty images for disks that are copied here; who keeps storage pools implements it. */
@FunctionalInterface
public interface ImageMaker {
    /** Makes an image of this many bytes, in the pool of its folder; libvirt's error where there is none. */
    void make(Disk disk, Path image, long capacity, Undo undo);
}
