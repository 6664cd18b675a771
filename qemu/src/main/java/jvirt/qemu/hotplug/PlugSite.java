package jvirt.qemu.hotplug;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Bandwidth;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Interface;
import jvirt.host.Descriptor;
import jvirt.host.Undo;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Resources;
import jvirt.qemu.plug.FileGroups;
import jvirt.qemu.plug.NicPlug;

/** What the host does for a device that is plugged into a running machine. */
public interface PlugSite {
    /** The QEMU of this machine, and what is set for all. */
    Setting setting(Domain live);

    /** What the machine gets of the host; QEMU knows its open files by {@code descriptors}. */
    Resources resources(Domain live, Resources.Descriptors descriptors);

    /** What clients have opened for machines' disks. */
    FileGroups files();

    /** The disk with the images that it stands on; libvirt's error when one of them is not there. */
    Disk locate(Disk disk);

    /** Finds, locks and hands over a disk's images; each step adds what takes it back. */
    Disk open(Domain live, Disk disk, Undo undo);

    /** Hands over the files that QEMU opens for a device that is no disk. */
    void give(Domain live, Device device, Undo undo);

    /** A socket on which QEMU is to listen. */
    Descriptor listen(Path path, Undo undo);

    /** Joins a card to its network. */
    NicPlug.Plugged join(Domain live, Interface nic, Undo undo);

    /** Takes a card that is on one bridge to another: as the running machine shows it then. {@link #moved} follows if all went well. */
    Interface move(Domain live, Interface before, Interface wanted, Undo undo);

    /** Puts the filter of {@code wanted} on the card instead of that which it has. {@link #moved} follows if all went well. */
    void filter(Domain live, Interface before, Interface wanted, Undo undo);

    /** A card is where it was taken to, and filtered as it was asked, for good. */
    void moved(Domain live, Interface before, Interface after);

    /** Limits what a card may carry; none is no limit. */
    void limit(Domain live, Interface card, Optional<Bandwidth> bandwidth);

    /** The device is in its machine: what takes its part of the host back is done when it goes, or with the machine. */
    void keep(Domain live, Device device, Undo undo);

    /** The device is gone: its part of the host is taken back. */
    void release(Domain live, Device device);
}
