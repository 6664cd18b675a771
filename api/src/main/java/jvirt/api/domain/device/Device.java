package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.ByElement;

/** A device of the guest, by the name of its element: whatever has a name and a place of its own. */
@ByElement
public sealed interface Device extends DevicePart
        permits Disk, Controller, Filesystem, Interface, Smartcard, Serial, Parallel, Console, Channel,
                Input, Tpm, Sound, Video, Hostdev, Redirdev, Hub, Watchdog, MemoryBalloon,
                Rng, NvramDevice, Panic, Shmem, MemoryModule, Iommu, Vsock {
    DeviceInfo info();

    /** The same device with another name or place. */
    Device withInfo(DeviceInfo changed);

    default Optional<String> alias() {
        return info().alias().map(DeviceInfo.Alias::name);
    }

    default Optional<Address> address() {
        return info().address();
    }
}
