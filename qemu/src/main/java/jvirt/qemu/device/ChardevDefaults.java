package jvirt.qemu.device;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;

/** Sockets of character devices that name no path: QEMU listens at one that is made up when the guest starts. */
public final class ChardevDefaults {
    private ChardevDefaults() {}

    /** Without the path that was made up at the start of a guest, by this daemon or an older one. */
    public static Channel persistent(Channel channel, Path channels) {
        if (!(channel.target() instanceof Channel.Target.Virtio(var name, _))) return channel;
        if (!(channel.chardev().source() instanceof ChardevSource.Unix(var source))) return channel;
        Optional<String> path = source.flatMap(ChardevSource.UnixEnd::path);
        boolean made = path.isPresent() && Pattern.compile("^" + Pattern.quote(channels.toString())
                + "/([^/]+\\.)|(domain-[^/]+/)" + Pattern.quote(name.orElse("")) + "$").matcher(path.get()).find();
        if (path.isPresent() && !made) return channel;
        ChardevSource.UnixEnd end = new ChardevSource.UnixEnd(ChardevSource.Mode.BIND, Optional.empty(),
                source.map(ChardevSource.UnixEnd::seclabel).orElse(List.of()),
                source.flatMap(ChardevSource.UnixEnd::reconnect));
        return channel.withChardev(new Chardev(new ChardevSource.Unix(Optional.of(end)), channel.chardev().log()));
    }
}
