package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Refused;
import jvirt.api.xml.YesNo;

/** A graphics card. */
@Is("video")
public record Video(
        Optional<Driver> driver,
        Optional<Model> model,
        @Inline DeviceInfo info) implements Device {
    public Video {
        info = info.plain();
    }

    @Override
    public Video withInfo(DeviceInfo changed) {
        return new Video(driver, model, changed);
    }

    public record Driver(@Inline VirtioOptions virtio, Optional<VgaConf> vgaconf, Optional<Backend> name) {}

    public enum VgaConf { IO, ON, OFF }

    public enum Backend { QEMU, VHOSTUSER }

    public record Model(
            @Refused(unknown = "unknown video model '%s'") Optional<Type> type,
            Optional<Integer> ram,
            Optional<Integer> vram,
            Optional<Integer> vram64,
            Optional<Integer> vgamem,
            Optional<Integer> heads,
            Optional<YesNo> primary,
            Optional<Acceleration> acceleration,
            Optional<Resolution> resolution) {
        public static final Model NONE = new Model(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public enum Type { VGA, CIRRUS, VMVGA, XEN, VBOX, QXL, PARALLELS, VIRTIO, GOP, NONE, BOCHS, RAMFB }

    public record Acceleration(Optional<YesNo> accel3d, Optional<YesNo> accel2d, Optional<String> rendernode) {}

    public record Resolution(int x, int y) {}

    public Type type() {
        return model.flatMap(Model::type).orElse(Type.NONE);
    }

    public Video withModel(Model changed) {
        return new Video(driver, Optional.of(changed), info);
    }
}
