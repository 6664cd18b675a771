package jvirt.qemu.definition;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.SecLabel;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.SecurityLabel;
import jvirt.api.xml.YesNo;
import jvirt.qemu.device.ChardevDefaults;

/** A domain without what belongs to a guest that runs: names of devices, numbers of images, jobs, labels, sockets. */
final class Persistent {
    private Persistent() {}

    static Domain of(Domain domain) {
        return domain.with(draft -> {
            draft.id = Optional.empty();
            draft.seclabel = domain.seclabel().stream().map(Persistent::label).toList();
            draft.devices = domain.devices().map(device -> withoutAlias(device instanceof Disk disk ? disk(disk) : device));
        });
    }

    /** Also without the sockets that were made up for channels. */
    static Domain of(Domain domain, Path channels) {
        return of(domain).with(draft -> draft.devices = draft.devices.map(device ->
                device instanceof Channel channel ? ChardevDefaults.persistent(channel, channels) : device));
    }

    private static Device withoutAlias(Device device) {
        boolean made = device.info().alias().filter(alias -> !alias.users()).isPresent();
        return made ? device.withInfo(device.info().withoutAlias()) : device;
    }

    private static SecLabel label(SecLabel label) {
        boolean dynamic = label.type() == SecLabel.Type.DYNAMIC;
        return new SecLabel(label.type(), label.model(), label.relabel(), dynamic ? Optional.empty() : label.label(),
                Optional.empty(), label.baselabel());
    }

    private static Disk disk(Disk disk) {
        return disk.withSource(source(disk.source())).withBackingStore(disk.backingStore().map(Persistent::store))
                .withMirror(Optional.empty());
    }

    private static DiskSource source(DiskSource source) {
        DiskSource.Extras extras = source.extras();
        if (extras.index().isEmpty() && extras.seclabel().isEmpty() && extras.reservations().isEmpty()) return source;
        List<SecurityLabel> labels = extras.seclabel().stream()
                .filter(label -> label.labelskip().filter(YesNo::yes).isEmpty()).toList();
        return source.withExtras(new DiskSource.Extras(extras.slice(), labels, extras.auth(), extras.encryption(),
                extras.reservations().map(Persistent::reservations), extras.startupPolicy(), Optional.empty()));
    }

    /** Where a helper of ours is, is decided anew at each start. */
    private static DiskSource.Reservations reservations(DiskSource.Reservations said) {
        return said.managed().yes() ? new DiskSource.Reservations(said.managed(), Optional.empty()) : said;
    }

    private static BackingStore store(BackingStore store) {
        return new BackingStore(Optional.empty(), store.format(), store.source().map(Persistent::source),
                store.backingStore().map(Persistent::store));
    }
}
