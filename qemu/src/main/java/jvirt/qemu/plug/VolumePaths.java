package jvirt.qemu.plug;

import jvirt.api.domain.device.DiskSource;

/** Where the volumes of storage pools are. The machines own this interface; who has the pools implements it. */
public interface VolumePaths {
    /**
     * The volume as what QEMU opens: a file, a block device or a network image; with what the source says besides. The pool
     * is to run and the volume to be there, else libvirt's error says which is not.
     */
    DiskSource resolve(DiskSource.Volume volume);
}
