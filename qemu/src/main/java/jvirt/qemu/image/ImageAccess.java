package jvirt.qemu.image;

import jvirt.api.domain.device.Disk;
import jvirt.qemu.Vm;

/** Lets a running machine's QEMU open an image that its start knew nothing of. Whoever confines QEMU implements it. */
public interface ImageAccess {
    /** From now on the machine may read and write the disk's images, and nobody else; its end takes that back. */
    void allow(Vm vm, Disk disk);

    /** The machine needs the disk's images no more, but for those that one of its disks stands on still. */
    void release(Vm vm, Disk disk);
}
