package jvirt.qemu;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.definition.Definition;

/** What of a running machine would be started again. */
final class Configuration {
    private Configuration() {}

    /** Cards, screens and processor are what was asked for, not what they turned out to be. */
    static Domain of(Active active, Domain configured) {
        return Definition.settled(active.live().with(draft -> {
            draft.cpu = active.asked().or(() -> draft.cpu);
            draft.seclabel = configured.seclabel();
            draft.devices = draft.devices.with(devices -> {
                devices.disks = devices.disks.stream().map(Configuration::mayHaveMedium).toList();
                devices.interfaces = devices.interfaces.stream().map(nic -> configured(nic, configured)).toList();
                devices.graphics = screens(devices.graphics, configured.devices().graphics());
            });
        }));
    }

    private static Interface configured(Interface live, Domain configured) {
        Optional<Interface> same = configured.devices().interfaces().stream()
                .filter(nic -> nic.mac().map(Interface.Mac::address).equals(live.mac().map(Interface.Mac::address))).findFirst();
        if (same.isPresent()) return same.get().withInfo(live.info()).withLink(live.link());
        return switch (live.source()) {
            case InterfaceSource.Bridge(var network, var group, _, _, _, var host) when network.isPresent() ->
                    live.withSource(toNetwork(network.get(), group, host));
            case InterfaceSource.Direct(var network, var group, _, _, _, var host) when network.isPresent() ->
                    live.withSource(toNetwork(network.get(), group, host));
            default -> live;
        };
    }

    /** Whatever comes into an empty drive next is raw, unless it says something else. */
    private static Disk mayHaveMedium(Disk disk) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        return driver.type().isPresent() ? disk
                : disk.withDriver(driver.named(driver.name().orElse("qemu"), Optional.of(Disk.Format.RAW)));
    }

    private static List<Graphics> screens(List<Graphics> live, List<Graphics> configured) {
        if (live.size() != configured.size()) return live;
        return IntStream.range(0, live.size()).mapToObj(i -> screen(live.get(i), configured.get(i))).toList();
    }

    /** Ports and addresses may have come from what the host has for all. */
    private static Graphics screen(Graphics live, Graphics configured) {
        if (live instanceof Graphics.Vnc vnc && configured instanceof Graphics.Vnc kept) {
            return new Graphics.Vnc(kept.socket(), kept.port(), kept.autoport(), kept.websocket(), kept.listenAddress(), vnc.keymap(),
                    vnc.sharePolicy(), vnc.powerControl(), vnc.password(), kept.listen(), vnc.audio());
        }
        if (live instanceof Graphics.Spice spice && configured instanceof Graphics.Spice kept) {
            return new Graphics.Spice(kept.port(), kept.tlsPort(), kept.autoport(), kept.listenAddress(), spice.keymap(),
                    spice.defaultMode(), spice.password(), kept.listen(), spice.channel(), spice.image(), spice.jpeg(), spice.zlib(),
                    spice.playback(), spice.streaming(), spice.mouse(), spice.clipboard(), spice.filetransfer(), spice.gl());
        }
        return live;
    }

    private static InterfaceSource toNetwork(String network, Optional<String> group, InterfaceSource.HostIp host) {
        return new InterfaceSource.Network(network, group, Optional.empty(), Optional.empty(), Optional.empty(), host);
    }
}
