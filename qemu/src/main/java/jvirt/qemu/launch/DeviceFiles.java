package jvirt.qemu.launch;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.SecurityLabel;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Tpm;
import jvirt.api.xml.YesNo;

/** The host's files, other than the images of disks, that QEMU itself opens for a device. */
final class DeviceFiles {
    private DeviceFiles() {}

    static List<Path> of(Device device) {
        return switch (device) {
            case Serial serial -> of(serial.chardev());
            case Parallel parallel -> of(parallel.chardev());
            case Channel channel -> of(channel.chardev());
            case Console console -> of(console.chardev());
            case Redirdev redirdev -> of(redirdev.chardev());
            case Smartcard card when card.card() instanceof Smartcard.Card.Passthrough(var chardev) -> of(chardev);
            case Rng rng when rng.backend() instanceof Rng.Backend.Egd(var chardev) -> of(chardev);
            case Input input -> paths(input.source().flatMap(Input.Source::path));
            case MemoryModule module -> paths(module.source().flatMap(MemoryModule.Source::path));
            case Tpm tpm when tpm.backend() instanceof Tpm.Backend.Passthrough(var host) ->
                    paths(host.flatMap(Tpm.Backend.Passthrough.Path::path));
            default -> List.of();
        };
    }

    /** What somebody else waits at, or has made: a socket that QEMU waits at, and a file of what a port said, are not there yet. */
    private static List<Path> of(Chardev chardev) {
        return switch (chardev.source()) {
            case ChardevSource.Dev(var source) -> source.map(DeviceFiles::of).orElse(List.of());
            case ChardevSource.Pipe(var source) -> source.map(DeviceFiles::of).orElse(List.of()).stream().flatMap(DeviceFiles::ends).toList();
            case ChardevSource.Unix(var end) -> end.filter(socket -> socket.mode() == ChardevSource.Mode.CONNECT && given(socket.seclabel()))
                    .map(socket -> paths(socket.path())).orElse(List.of());
            case ChardevSource.Null _, ChardevSource.Vc _, ChardevSource.Pty _, ChardevSource.File _, ChardevSource.Stdio _,
                    ChardevSource.Udp _, ChardevSource.Tcp _, ChardevSource.Spicevmc _, ChardevSource.Spiceport _,
                    ChardevSource.Nmdm _, ChardevSource.QemuVdagent _, ChardevSource.Dbus _ -> List.of();
        };
    }

    private static List<Path> of(ChardevSource.PathSource source) {
        return given(source.seclabel()) ? paths(source.path()) : List.of();
    }

    /** A pipe is one file for both directions, or one for each. */
    private static Stream<Path> ends(Path pipe) {
        Path in = Path.of(pipe + ".in");
        Path out = Path.of(pipe + ".out");
        return Files.exists(in) && Files.exists(out) ? Stream.of(in, out) : Stream.of(pipe);
    }

    /** Whether these labels leave it to us whose a file is. */
    static boolean given(List<SecurityLabel> labels) {
        return labels.stream().noneMatch(label -> label.model().orElse("dac").equals("dac") && !label.relabel().map(YesNo::yes).orElse(false));
    }

    private static List<Path> paths(Optional<String> path) {
        return path.map(Path::of).stream().toList();
    }
}
