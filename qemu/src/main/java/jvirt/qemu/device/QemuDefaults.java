package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.Vsock;
import jvirt.api.xml.OnOff;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** What a device of any kind is for QEMU where its XML does not say. */
public final class QemuDefaults {
    private QemuDefaults() {}

    /** @param cells how many NUMA cells the guest has */
    public static Device complete(Device device, Board board, Setting setting, int cells) {
        return switch (device) {
            case Disk disk -> Disks.complete(disk);
            case Controller controller -> Controllers.complete(controller, board, setting, cells);
            case Interface card -> Interfaces.complete(card, board, setting);
            case Video video -> Videos.complete(video, board, setting);
            case Serial serial -> Ports.complete(serial, board);
            case Shmem shmem -> Shmems.complete(shmem);
            case Tpm tpm -> Tpms.complete(tpm, board);
            case Panic panic when panic.model().isEmpty() -> panic.withModel(board.pSeries() ? Panic.Model.PSERIES
                    : board.s390() ? Panic.Model.S390 : Panic.Model.ISA);
            case Vsock vsock when vsock.model().isEmpty() -> vsock.withModel(VirtioModel.VIRTIO);
            case Hostdev hostdev when hostdev.subject() instanceof Hostdev.Subject.Mdev mdev ->
                    hostdev.withSubject(withDisplay(mdev, setting));
            default -> device;
        };
    }

    /** Off, so that a later QEMU with another default changes nothing. */
    private static Hostdev.Subject withDisplay(Hostdev.Subject.Mdev mdev, Setting setting) {
        boolean unsaid = mdev.model() == Hostdev.MdevModel.VFIO_PCI && mdev.display().isEmpty()
                && setting.can(QemuFlag.VFIO_PCI_DISPLAY);
        return unsaid ? new Hostdev.Subject.Mdev(mdev.managed(), mdev.model(), Optional.of(OnOff.OFF), mdev.ramfb(),
                mdev.source()) : mdev;
    }
}
