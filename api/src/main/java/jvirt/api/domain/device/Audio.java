package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Is;
import jvirt.api.xml.NonZero;
import jvirt.api.xml.YesNo;

/** Where sound of the guest goes on the host, and comes from. Which of the settings exist depends on the backend. */
@Is("audio")
public record Audio(
        @NonZero Optional<Integer> id,
        Type type,
        @NonZero Optional<Integer> timerPeriod,
        Optional<YesNo> tryMMap,
        Optional<YesNo> exclusive,
        Optional<Integer> dspPolicy,
        Optional<String> serverName,
        Optional<String> driver,
        Optional<String> path,
        Optional<Stream> input,
        Optional<Stream> output) implements DevicePart {
    /** What a backend does not have is not read. */
    public Audio {
        boolean oss = type == Type.OSS;
        tryMMap = oss ? tryMMap : Optional.empty();
        exclusive = oss ? exclusive : Optional.empty();
        dspPolicy = oss ? dspPolicy : Optional.empty();
        serverName = type == Type.PULSEAUDIO ? serverName : Optional.empty();
        driver = type == Type.SDL ? driver : Optional.empty();
        path = type == Type.FILE ? path : Optional.empty();
        Type backend = type;
        input = input.map(stream -> stream.of(backend));
        output = output.map(stream -> stream.of(backend));
    }

    public enum Type { NONE, ALSA, COREAUDIO, JACK, OSS, PULSEAUDIO, SDL, SPICE, FILE, DBUS }

    /** One direction. */
    public record Stream(
            Optional<YesNo> mixingEngine,
            Optional<YesNo> fixedSettings,
            @NonZero Optional<Integer> voices,
            @NonZero Optional<Integer> bufferLength,
            Optional<String> dev,
            Optional<Integer> bufferCount,
            Optional<YesNo> tryPoll,
            Optional<String> name,
            Optional<String> streamName,
            Optional<Integer> latency,
            Optional<String> serverName,
            Optional<String> clientName,
            Optional<String> connectPorts,
            Optional<YesNo> exactName,
            Optional<Settings> settings) {
        Stream of(Type type) {
            boolean alsa = type == Type.ALSA;
            boolean oss = type == Type.OSS;
            boolean counted = oss || type == Type.SDL || type == Type.COREAUDIO;
            boolean pulse = type == Type.PULSEAUDIO;
            boolean jack = type == Type.JACK;
            return new Stream(mixingEngine, fixedSettings, voices, bufferLength, only(alsa || oss, dev), only(counted, bufferCount),
                    only(oss, tryPoll), only(pulse, name), only(pulse, streamName), only(pulse, latency), only(jack, serverName),
                    only(jack, clientName), only(jack, connectPorts), only(jack, exactName), settings);
        }

        private static <T> Optional<T> only(boolean has, Optional<T> value) {
            return has ? value : Optional.empty();
        }
    }

    public record Settings(@NonZero Optional<Integer> frequency, @NonZero Optional<Integer> channels, Optional<String> format) {}

    public static Audio of(int id, Type type) {
        return new Audio(Optional.of(id), type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
