package jvirt.qemu.commandline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.LaunchSecurity;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.xml.YesNo;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Resources;
import jvirt.qemu.firmware.Firmwares;
import jvirt.qemu.plug.VolumePaths;

/**
 * Makes a definition live: every device gets its name, every image its number, screens their addresses and ports, firmware
 * its files. What comes out is what QEMU is told, and what clients see of the running machine.
 */
public final class Launch {
    /**
     * Whom a launch asks.
     *
     * @param volumes finds the images of volumes
     * @param ports gives ports to screens
     * @param firmwares what the host has
     * @param processor makes the guest's processor concrete for this host
     */
    public record Helpers(VolumePaths volumes, ScreenPorts ports, Firmwares firmwares, UnaryOperator<Cpu> processor) {}

    /** TCP ports for servers that are to have any. */
    public interface ScreenPorts {
        int vnc();

        int websocket();

        int spice();

        int spiceTls();

        /** The first of each range, but none for websockets: for who asks what would be said, and takes none. */
        ScreenPorts FIRST = new Fixed(5900, -1, 5901, 5902);

        record Fixed(int vnc, int websocket, int spice, int spiceTls) implements ScreenPorts {}
    }

    private Launch() {}

    /** The live machine under this id; its definition is complete. */
    public static Domain live(Domain definition, int id, Setting setting, Resources resources, Helpers helpers) {
        Domain named = Definition.live(definition, id);
        Domain placed = MemoryAlignment.align(FirmwareChoice.fill(named, setting.settings(), helpers.firmwares));
        return placed.with(draft -> {
            draft.cpu = draft.cpu.map(helpers.processor);
            draft.clock = draft.clock.offUtc(resources.now().getOffset().getTotalSeconds());
            draft.launchSecurity = draft.launchSecurity.map(security -> platform(security, setting));
            draft.devices = draft.devices.with(devices -> {
                devices.disks = numbered(devices.disks.stream().map(disk -> reserved(prepared(disk, helpers.volumes), resources)).toList());
                devices.graphics = devices.graphics.stream()
                        .map(graphics -> Screens.live(graphics, setting.settings(), resources, helpers.ports)).toList();
                devices.channels = devices.channels.stream().map(channel -> reached(channel, setting)).toList();
            });
        });
    }

    /** A volume becomes what it is. */
    private static Disk prepared(Disk disk, VolumePaths volumes) {
        return prepared(disk.source() instanceof DiskSource.Volume volume && volume.pool().isPresent()
                ? disk.withSource(volumes.resolve(volume)) : disk);
    }

    /** Where the helper for reservations that we manage is. */
    public static Disk reserved(Disk disk, Resources resources) {
        if (!Disks.managesReservations(disk)) return disk;
        String path = resources.folder().resolve("pr-helper0.sock").toString();
        return disk.withSource(disk.source().withExtras(disk.source().extras().withReservations(new DiskSource.Reservations(YesNo.YES,
                Optional.of(new DiskSource.Reservations.Helper(Optional.of("unix"), Optional.of(path), Optional.of("client")))))));
    }

    /** An image that others write to as well is not cached. */
    public static Disk prepared(Disk disk) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        if (!disk.shareable() || disk.readonly() || driver.cache().isPresent()) return disk;
        return disk.withDriver(driver.withCache(Disk.Cache.NONE));
    }

    /** Numbers all images of the machine, as libvirt does: from the last disk to the first, each chain from its top. */
    private static List<Disk> numbered(List<Disk> disks) {
        int[] last = {0};
        List<Disk> numbered = new ArrayList<>();
        for (Disk disk : disks.reversed()) numbered.add(numbered(disk, () -> ++last[0]));
        Collections.reverse(numbered);
        return List.copyOf(numbered);
    }

    /** The disk with a number for each of its images; for one that is plugged in, {@code next} goes on from the highest. */
    public static Disk numbered(Disk disk, IntSupplier next) {
        if (Disks.onCard(disk) || disk.source() instanceof DiskSource.VhostUser) return disk;
        DiskSource top = disk.source().withExtras(disk.source().extras().withIndex(next.getAsInt()));
        return disk.withSource(top).withBackingStore(disk.backingStore().map(store -> numbered(store, next)));
    }

    private static BackingStore numbered(BackingStore store, IntSupplier next) {
        if (store.none()) return store;
        return new BackingStore(Optional.of(next.getAsInt()), store.format(), store.source(),
                store.backingStore().map(below -> numbered(below, next)));
    }

    /** A channel without a path gets one in the folder for channels, after its name or its place. */
    public static Channel reached(Channel channel, Setting setting) {
        if (!(channel.chardev().source() instanceof ChardevSource.Unix(var end))
                || !(channel.target() instanceof Channel.Target.Virtio(var name, _))
                || end.flatMap(ChardevSource.UnixEnd::path).isPresent()) {
            return channel;
        }
        Address.VirtioSerial place = channel.address().orElse(null) instanceof Address.VirtioSerial serial ? serial
                : new Address.VirtioSerial(0, 0, 0);
        String file = name.orElseGet(() -> "vioser-%02d-%02d-%02d.sock".formatted(place.controller(), place.bus(),
                place.port()));
        String path = setting.settings().channels().resolve(file).toString();
        var bound = new ChardevSource.UnixEnd(end.map(ChardevSource.UnixEnd::mode).orElse(ChardevSource.Mode.BIND),
                Optional.of(path), end.map(ChardevSource.UnixEnd::seclabel).orElse(List.of()),
                end.flatMap(ChardevSource.UnixEnd::reconnect));
        return channel.withChardev(new Chardev(new ChardevSource.Unix(Optional.of(bound)), channel.chardev().log()));
    }

    /** Where the platform's encryption bit is, unless the definition says. */
    private static LaunchSecurity platform(LaunchSecurity security, Setting setting) {
        if (!(security instanceof LaunchSecurity.Sev sev) || setting.capabilities().sev().isEmpty()) return security;
        var platform = setting.capabilities().sev().get();
        return new LaunchSecurity.Sev(sev.kernelHashes(), sev.cbitpos().or(() -> Optional.of(platform.cbitpos())),
                sev.reducedPhysBits().or(() -> Optional.of(platform.reducedPhysBits())), sev.policy(), sev.dhCert(),
                sev.session());
    }
}
