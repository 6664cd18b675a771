package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.Video;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Which card drives a screen where its XML does not say. */
public final class VideoDevice {
    /** {@code QEMU_QXL_VGAMEM_DEFAULT}, in KiB: libvirt 9.0.0 src/qemu/qemu_domain.h. */
    private static final int QXL_VGA_MEMORY = 16 * 1024;

    private VideoDevice() {}

    public static Video complete(Video video, Board board, Setting setting) {
        Video.Model model = video.model().orElse(Video.Model.NONE);
        Optional<Video.Type> type = model.type().or(() -> defaultType(board, setting));
        Optional<Integer> vgaMemory = model.vgamem();
        if (type.equals(Optional.of(Video.Type.QXL)) && vgaMemory.isEmpty()) vgaMemory = Optional.of(QXL_VGA_MEMORY);
        return video.withModel(new Video.Model(type, model.ram(), model.vram(), model.vram64(), vgaMemory, model.heads(),
                model.primary(), model.acceleration(), model.resolution()));
    }

    private static Optional<Video.Type> defaultType(Board board, Setting setting) {
        if (board.ppc64()) return Optional.of(Video.Type.VGA);
        if (board.armVirt() || board.riscvVirt() || board.s390()) return Optional.of(Video.Type.VIRTIO);
        if (setting.can(QemuFlag.DEVICE_CIRRUS_VGA)) return Optional.of(Video.Type.CIRRUS);
        return setting.can(QemuFlag.DEVICE_VGA) ? Optional.of(Video.Type.VGA) : Optional.empty();
    }
}
