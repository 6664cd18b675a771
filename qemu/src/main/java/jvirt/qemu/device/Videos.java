package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Graphics cards. */
public final class Videos {
    private Videos() {}

    public static List<Part> parts(Video video, Chassis chassis, Supplier supplier) {
        if (video.type() == Video.Type.NONE) return List.of();
        List<Part> parts = new ArrayList<>();
        if (daemon(video)) {
            String alias = Chassis.alias(video);
            Integer descriptor = supplier.resources().descriptors().first(alias + "-vhost-user").orElseThrow(() ->
                    ErrorDomain.QEMU.error(OPERATION_FAILED, "Unable to find a satisfying vhost-user-gpu"));
            parts.add(new Part.Char(new Chardevs.Backend("socket", "chr-vu-" + alias,
                    List.of(new Chardevs.Backend.Setting("fd", descriptor.toString())))));
        }
        parts.add(new Part.Front(device(video, chassis)));
        return parts;
    }

    /** A daemon of its own draws the picture. */
    public static boolean daemon(Video video) {
        return video.driver().flatMap(Video.Driver::name).filter(Video.Backend.VHOSTUSER::equals).isPresent();
    }

    private static boolean primary(Video video, Chassis chassis) {
        boolean wanted = video.model().flatMap(Video.Model::primary).filter(YesNo::yes).isPresent();
        return wanted && switch (video.type()) {
            case VIRTIO -> daemon(video) ? chassis.can(QemuFlag.DEVICE_VHOST_USER_VGA)
                    : chassis.can(QemuFlag.DEVICE_VIRTIO_VGA);
            default -> true;
        };
    }

    private static boolean accelerated(Video video) {
        return video.model().flatMap(Video.Model::acceleration).flatMap(Video.Acceleration::accel3d).filter(YesNo::yes)
                .isPresent();
    }

    /** QEMU's name of the card: the first one shows text too, as a VGA card does. */
    private static String driver(Video video, boolean primary, Chassis chassis) {
        if (daemon(video)) return primary ? "vhost-user-vga" : "vhost-user-gpu";
        boolean gl = accelerated(video);
        return switch (video.type()) {
            case VIRTIO -> primary
                    ? gl && chassis.can(QemuFlag.VIRTIO_VGA_GL) ? "virtio-vga-gl" : "virtio-vga"
                    : gl && chassis.can(QemuFlag.VIRTIO_GPU_GL_PCI) ? "virtio-gpu-gl" : "virtio-gpu";
            case QXL -> primary ? "qxl-vga" : "qxl";
            case VGA -> primary ? "VGA" : invalid(video);
            case CIRRUS -> primary ? "cirrus-vga" : invalid(video);
            case VMVGA -> primary ? "vmware-svga" : invalid(video);
            case BOCHS -> primary ? "bochs-display" : invalid(video);
            case RAMFB -> primary ? "ramfb" : invalid(video);
            case XEN, VBOX, PARALLELS, GOP, NONE -> invalid(video);
        };
    }

    private static String invalid(Video video) {
        throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "invalid model for video type '%s'", Words.of(video.type()));
    }

    public static Json.Obj device(Video video, Chassis chassis) {
        Video.Model model = video.model().orElse(Video.Model.NONE);
        boolean primary = primary(video, chassis);
        String driver = driver(video, primary, chassis);
        VirtioOptions options = video.driver().map(Video.Driver::virtio).orElse(VirtioOptions.NONE);
        boolean daemon = daemon(video);
        boolean virtio = daemon || video.type() == Video.Type.VIRTIO;
        Props props = !virtio ? Props.device(driver) : primary ? daemon ? Props.device(driver) : Chassis.options(Props.device(driver), options)
                : chassis.virtio(driver, video, Optional.empty(), options);
        props.text("id", Chassis.alias(video));
        if (!daemon && video.type() == Video.Type.VIRTIO && model.acceleration().isPresent()
                && chassis.can(QemuFlag.VIRTIO_GPU_VIRGL)) {
            props.yesNo("virgl", model.acceleration().flatMap(Video.Acceleration::accel3d));
        }
        if (video.type() == Video.Type.QXL || video.type() == Video.Type.VIRTIO) {
            props.positive("max_outputs", model.heads());
        }
        memory(props, video, model, daemon, chassis);
        model.resolution().ifPresent(size -> props.positive("xres", size.x()).positive("yres", size.y()));
        return chassis.place(props, video).json();
    }

    /** The card's memory, which libvirt counts in KiB. */
    private static void memory(Props props, Video video, Video.Model model, boolean daemon, Chassis chassis) {
        if (daemon) {
            props.text("chardev", "chr-vu-" + Chassis.alias(video));
            return;
        }
        switch (video.type()) {
            case QXL -> {
                props.positive("ram_size", model.ram().orElse(0) * 1024L)
                        .positive("vram_size", model.vram().orElse(0) * 1024L);
                if (chassis.can(QemuFlag.QXL_VRAM64)) props.number("vram64_size_mb", model.vram64().orElse(0) / 1024);
                props.number("vgamem_mb", model.vgamem().orElse(0) / 1024);
            }
            case VGA, VMVGA -> props.positive("vgamem_mb", model.vram().orElse(0) / 1024);
            case BOCHS -> props.positive("vgamem", model.vram().orElse(0) * 1024L);
            case CIRRUS, XEN, VBOX, PARALLELS, VIRTIO, GOP, NONE, RAMFB -> { }
        }
    }

    /** {@code QEMU_QXL_VGAMEM_DEFAULT}, in KiB: libvirt 9.0.0 src/qemu/qemu_domain.h. */
    private static final int QXL_VGA_MEMORY = 16 * 1024;


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
