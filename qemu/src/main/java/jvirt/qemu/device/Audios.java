package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.Audio;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;

/** Where the guest's sound goes: {@code -audiodev}. */
public final class Audios {
    private Audios() {}

    public static Json.Obj backend(Audio audio) {
        Props props = Props.empty().text("id", "audio" + audio.id().orElse(0)).text("driver", driver(audio.type()))
                .positive("timer-period", audio.timerPeriod());
        switch (audio.type()) {
            case OSS -> props.yesNo("try-mmap", audio.tryMMap()).yesNo("exclusive", audio.exclusive())
                    .number("dsp-policy", audio.dspPolicy());
            case PULSEAUDIO -> props.text("server", audio.serverName());
            case FILE -> props.text("path", audio.path());
            case NONE, ALSA, COREAUDIO, JACK, SDL, SPICE, DBUS -> { }
        }
        audio.input().map(Audios::stream).filter(stream -> !stream.isEmpty()).ifPresent(in -> props.json("in", in.json()));
        audio.output().map(Audios::stream).filter(stream -> !stream.isEmpty()).ifPresent(out -> props.json("out", out.json()));
        return props.json();
    }

    private static String driver(Audio.Type type) {
        return switch (type) {
            case PULSEAUDIO -> "pa";
            case FILE -> "wav";
            case NONE, ALSA, COREAUDIO, JACK, OSS, SDL, SPICE, DBUS -> Words.of(type);
        };
    }

    private static Props stream(Audio.Stream stream) {
        Props props = Props.empty().yesNo("mixing-engine", stream.mixingEngine())
                .yesNo("fixed-settings", stream.fixedSettings()).positive("voices", stream.voices())
                .positive("buffer-length", stream.bufferLength());
        Optional<Audio.Settings> settings = stream.settings()
                .filter(_ -> stream.fixedSettings().filter(YesNo::yes).isPresent());
        return props.positive("frequency", settings.flatMap(Audio.Settings::frequency))
                .positive("channels", settings.flatMap(Audio.Settings::channels))
                .text("format", settings.flatMap(Audio.Settings::format))
                .text("dev", stream.dev()).positive("buffer-count", stream.bufferCount())
                .text("server-name", stream.serverName()).text("client-name", stream.clientName())
                .text("connect-ports", stream.connectPorts()).yesNo("exact-name", stream.exactName())
                .yesNo("try-poll", stream.tryPoll()).text("name", stream.name()).text("stream-name", stream.streamName())
                .positive("latency", stream.latency());
    }
}
