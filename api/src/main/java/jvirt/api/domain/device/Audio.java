package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Is;
import jvirt.api.xml.YesNo;

/** Where sound of the guest goes on the host, and comes from. Which of the settings exist depends on the backend. */
@Is("audio")
public record Audio(
        Optional<Integer> id,
        Type type,
        Optional<Integer> timerPeriod,
        Optional<YesNo> tryMMap,
        Optional<YesNo> exclusive,
        Optional<Integer> dspPolicy,
        Optional<String> serverName,
        Optional<String> driver,
        Optional<String> path,
        Optional<Stream> input,
        Optional<Stream> output) implements DevicePart {
    public enum Type { NONE, ALSA, COREAUDIO, JACK, OSS, PULSEAUDIO, SDL, SPICE, FILE, DBUS }

    /** One direction. */
    public record Stream(
            Optional<YesNo> mixingEngine,
            Optional<YesNo> fixedSettings,
            Optional<Integer> voices,
            Optional<Integer> bufferLength,
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
            Optional<Settings> settings) {}

    public record Settings(Optional<Integer> frequency, Optional<Integer> channels, Optional<String> format) {}

    public static Audio of(int id, Type type) {
        return new Audio(Optional.of(id), type, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
