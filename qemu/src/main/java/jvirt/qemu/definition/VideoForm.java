package jvirt.qemu.definition;

import java.util.Optional;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Video.Model;
import jvirt.api.domain.device.Video.Type;
import jvirt.api.xml.YesNo;

/** A screen's card: its memory, and which one is primary. */
final class VideoForm {
    private static final Video DEFAULT = new Video(Optional.empty(), Optional.of(Model.NONE), DeviceInfo.NONE);

    private VideoForm() {}

    /** The card for those who have a screen and name no card. */
    static Video implicit() {
        return written(DEFAULT);
    }

    static Video written(Video video) {
        Model model = video.model().orElse(Model.NONE);
        return video.withModel(new Model(model.type(), set(model.ram()), set(model.vram()), set(model.vram64()),
                set(model.vgamem()), set(model.heads().or(() -> Optional.of(1))), model.primary().filter(YesNo::yes),
                model.acceleration(), model.resolution()));
    }

    /** Zero is as good as nothing. */
    private static Optional<Integer> set(Optional<Integer> number) {
        return number.filter(value -> value != 0);
    }

    /** Memory, in KiB, in powers of two. */
    static Video sized(Video video, VirtType virtType) {
        Model model = video.model().orElse(Model.NONE);
        if (model.type().isEmpty()) return video;
        Type type = model.type().get();
        Optional<Integer> ram = model.ram().or(() -> type == Type.QXL ? memory(type, virtType) : Optional.empty());
        Optional<Integer> vram = model.vram().or(() -> memory(type, virtType));
        return video.withModel(new Model(model.type(), ram.map(VideoForm::powerOfTwo), vram.map(VideoForm::powerOfTwo),
                model.vram64(), model.vgamem(), model.heads(), model.primary(), model.acceleration(), model.resolution()));
    }

    private static Optional<Integer> memory(Type type, VirtType virtType) {
        return switch (type) {
            case VGA, CIRRUS, VMVGA -> Optional.of(switch (virtType) {
                case VBOX -> 8 * 1024;
                case VMWARE -> 4 * 1024;
                default -> 16 * 1024;
            });
            case BOCHS -> Optional.of(16 * 1024);
            case XEN -> Optional.of(4 * 1024);
            case QXL -> Optional.of(64 * 1024);
            case VBOX, PARALLELS, VIRTIO, GOP, NONE, RAMFB -> Optional.empty();
        };
    }

    static int powerOfTwo(int value) {
        return value <= 1 ? value : Integer.highestOneBit(value - 1) << 1;
    }

    /** The first card is primary; one that says there is none says nothing else. */
    static Video primary(Video video) {
        Model model = video.model().orElse(Model.NONE);
        if (model.type().equals(Optional.of(Type.NONE))) {
            Model bare = new Model(model.type(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
            DeviceInfo info = video.info().alias().map(alias -> DeviceInfo.NONE.withAlias(alias.name()))
                    .orElse(DeviceInfo.NONE);
            return new Video(Optional.empty(), Optional.of(bare), info);
        }
        return video.withModel(new Model(model.type(), model.ram(), model.vram(), model.vram64(), model.vgamem(),
                model.heads(), Optional.of(YesNo.YES), model.acceleration(), model.resolution()));
    }
}
