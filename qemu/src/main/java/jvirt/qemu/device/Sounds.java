package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.List;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Sound;

/** Sound cards, and the codecs on those that have some. */
public final class Sounds {
    private Sounds() {}

    public static List<Part> parts(Sound sound, Chassis chassis) {
        if (sound.model() == Sound.Model.PCSPK) return List.of(Part.Option.of("-soundhw", "pcspk"));
        List<Part> parts = new ArrayList<>();
        boolean codecs = sound.model() == Sound.Model.ICH6 || sound.model() == Sound.Model.ICH9;
        Props props = Props.device(driver(sound.model())).text("id", Chassis.alias(sound));
        if (!codecs) props.text("audiodev", audio(sound, chassis));
        parts.add(new Part.Front(chassis.place(props, sound).json()));
        if (!codecs) return parts;
        List<Sound.Codec> all = sound.codec().isEmpty() ? List.of(new Sound.Codec(Sound.Codec.Type.DUPLEX)) : sound.codec();
        for (int i = 0; i < all.size(); i++) {
            parts.add(new Part.Front(Props.device(codec(all.get(i))).text("id", Chassis.alias(sound) + "-codec" + i)
                    .text("bus", Chassis.alias(sound) + ".0").number("cad", i).text("audiodev", audio(sound, chassis))
                    .json()));
        }
        return parts;
    }

    private static String audio(Sound sound, Chassis chassis) {
        return audio(sound.audio().map(Graphics.AudioRef::id).orElse(0), chassis);
    }

    /** QEMU's name of an audio backend. */
    static String audio(int id, Chassis chassis) {
        return chassis.domain().devices().audios().stream()
                .filter(audio -> audio.id().orElse(0) == id || id == 0)
                .findFirst().map(audio -> "audio" + audio.id().orElse(0))
                .orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR, "unable to find audio backend for sound device"));
    }

    private static String driver(Sound.Model model) {
        return switch (model) {
            case ES1370 -> "ES1370";
            case AC97 -> "AC97";
            case ICH6 -> "intel-hda";
            case ICH9 -> "ich9-intel-hda";
            case USB -> "usb-audio";
            case SB16 -> "sb16";
            case PCSPK, ICH7 -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "unexpected sound model '%s'", Words.of(model));
        };
    }

    private static String codec(Sound.Codec codec) {
        return switch (codec.type()) {
            case DUPLEX -> "hda-duplex";
            case MICRO -> "hda-micro";
            case OUTPUT -> "hda-output";
        };
    }
}
