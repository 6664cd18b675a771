package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** A sound card. */
@Is("sound")
public record Sound(
        Model model,
        List<Codec> codec,
        Optional<Graphics.AudioRef> audio,
        @Inline DeviceInfo info) implements Device {
    public Sound {
        codec = model == Model.ICH6 || model == Model.ICH9 ? codec : List.of();
        info = info.plain();
    }

    @Override
    public Sound withInfo(DeviceInfo changed) {
        return new Sound(model, codec, audio, changed);
    }

    public enum Model { SB16, ES1370, PCSPK, AC97, ICH6, ICH9, USB, ICH7 }

    public record Codec(Type type) {
        public enum Type { DUPLEX, MICRO, OUTPUT }
    }
}
