package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Video.Type;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses graphics cards that this QEMU does not have, and settings that a card does not know. */
final class VideoChecks {
    private static final Set<Type> RESOLUTION = EnumSet.of(Type.VGA, Type.QXL, Type.VIRTIO, Type.BOCHS);

    private VideoChecks() {}

    static void common(Video video, Domain domain) {
        Video.Model model = video.model().orElse(Video.Model.NONE);
        COMMON.internal(model.type().isEmpty() && domain.type() != jvirt.api.domain.VirtType.TEST,
                "missing video model and cannot determine default");
        boolean none = domain.devices().videos().stream().anyMatch(one -> one.model().flatMap(Video.Model::type)
                .equals(Optional.of(Type.NONE)));
        COMMON.unsupported(none && domain.devices().videos().size() > 1,
                "a 'none' video type must be the only video device defined for the domain");
        Optional<Video.Backend> backend = video.driver().flatMap(Video.Driver::name);
        boolean user = backend.equals(Optional.of(Video.Backend.VHOSTUSER));
        COMMON.unsupported(user && !model.type().equals(Optional.of(Type.VIRTIO)),
                "'vhostuser' driver is only supported with 'virtio' device");
        COMMON.unsupported(!user && model.acceleration().flatMap(Video.Acceleration::rendernode).isPresent(),
                "unsupported rendernode accel attribute without 'vhostuser'");
        COMMON.unsupported(model.resolution().filter(one -> one.x() == 0 || one.y() == 0).isPresent(),
                "video resolution values must be greater than 0");
        boolean qxl = model.type().equals(Optional.of(Type.QXL));
        COMMON.unsupported(!qxl && model.ram().isPresent(), "ram attribute only supported for video type qxl");
        COMMON.unsupported(!qxl && model.vram64().isPresent(), "vram64 attribute only supported for video type qxl");
        COMMON.unsupported(!qxl && model.vgamem().isPresent(), "vgamem attribute only supported for video type qxl");
        COMMON.unsupported(model.type().equals(Optional.of(Type.RAMFB)) && video.address().isPresent(),
                "address not supported for video type ramfb");
    }

    static void driver(Video video, Setting setting) {
        Video.Model model = video.model().orElse(Video.Model.NONE);
        Type type = model.type().orElse(Type.NONE);
        if (type == Type.NONE) return;
        String word = XmlBinding.word(type);
        DRIVER.unsupported(!has(type, setting), "domain configuration does not support video model '%s'", word);
        if (type != Type.QXL && type != Type.VIRTIO) {
            DRIVER.unsupported(model.primary().filter(YesNo::yes).isEmpty(),
                    "video type '%s' is only valid as primary video device", word);
            DRIVER.unsupported(model.heads().orElse(1) != 1, "video type '%s' doesn't support multiple 'heads'", word);
        }
        DRIVER.unsupported(model.acceleration().flatMap(Video.Acceleration::accel2d).equals(Optional.of(YesNo.YES)),
                "qemu does not support the accel2d setting");
        if (type == Type.QXL) {
            model.vgamem().ifPresent(memory -> {
                DRIVER.unsupported(memory < 1024, "value for 'vgamem' must be at least 1 MiB (1024 KiB)");
                DRIVER.unsupported(Integer.bitCount(memory) != 1, "value for 'vgamem' must be power of two");
            });
        }
        DRIVER.xml(!RESOLUTION.contains(type) && model.resolution().isPresent(), "model resolution is not supported");
        DRIVER.unsupported((type == Type.VGA || type == Type.VMVGA) && model.vram().filter(memory -> memory < 1024).isPresent(),
                "value for 'vram' must be at least 1 MiB (1024 KiB)");
        acceleration(video, model, type, setting);
    }

    private static void acceleration(Video video, Video.Model model, Type type, Setting setting) {
        boolean user = video.driver().flatMap(Video.Driver::name).equals(Optional.of(Video.Backend.VHOSTUSER));
        DRIVER.unsupported(user && !setting.can(QemuFlag.DEVICE_VHOST_USER_GPU),
                "this QEMU does not support 'vhost-user' video device");
        boolean three = model.acceleration().flatMap(Video.Acceleration::accel3d).equals(Optional.of(YesNo.YES));
        DRIVER.unsupported(!user && three && type != Type.VIRTIO,
                "3d acceleration is supported only with 'virtio' video device");
        DRIVER.unsupported(!user && three && !setting.can(QemuFlag.VIRTIO_GPU_VIRGL)
                && !setting.can(QemuFlag.VIRTIO_GPU_GL_PCI) && !setting.can(QemuFlag.VIRTIO_VGA_GL),
                "3d acceleration is not supported by this QEMU binary");
    }

    private static boolean has(Type type, Setting setting) {
        return switch (type) {
            case VGA -> setting.can(QemuFlag.DEVICE_VGA);
            case CIRRUS -> setting.can(QemuFlag.DEVICE_CIRRUS_VGA);
            case VMVGA -> setting.can(QemuFlag.DEVICE_VMWARE_SVGA);
            case QXL -> setting.can(QemuFlag.DEVICE_QXL);
            case VIRTIO -> setting.can(QemuFlag.DEVICE_VIRTIO_GPU);
            case BOCHS -> setting.can(QemuFlag.DEVICE_BOCHS_DISPLAY);
            case RAMFB -> setting.can(QemuFlag.DEVICE_RAMFB);
            case NONE -> true;
            case XEN, VBOX, PARALLELS, GOP -> false;
        };
    }
}
