package jvirt.qemu.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.VirtioModel;

/** The balloon that takes memory from the guest. */
public final class Balloons {
    private Balloons() {}

    public static List<Part> parts(MemoryBalloon balloon, Chassis chassis) {
        Optional<VirtioModel> model = switch (balloon.model()) {
            case VIRTIO -> Optional.of(VirtioModel.VIRTIO);
            case VIRTIO_TRANSITIONAL -> Optional.of(VirtioModel.VIRTIO_TRANSITIONAL);
            case VIRTIO_NON_TRANSITIONAL -> Optional.of(VirtioModel.VIRTIO_NON_TRANSITIONAL);
            case NONE, XEN -> Optional.empty();
        };
        if (model.isEmpty()) return List.of();
        Props props = chassis.virtio("virtio-balloon", balloon, model, Chassis.options(balloon.driver()))
                .text("id", Chassis.alias(balloon)).onOff("deflate-on-oom", balloon.autodeflate())
                .onOff("free-page-reporting", balloon.freePageReporting());
        return List.of(new Part.Front(chassis.place(props, balloon).json()));
    }
}
