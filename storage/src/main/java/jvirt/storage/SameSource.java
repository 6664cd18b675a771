package jvirt.storage;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolSource;
import jvirt.api.storage.PoolType;

/** Whether two pools would have the same bytes. */
final class SameSource {
    /** Kinds that claim whole devices: two of them conflict over a device even when they are of different kinds. */
    private static final Set<PoolType> ON_DEVICES =
            EnumSet.of(PoolType.FS, PoolType.LOGICAL, PoolType.DISK, PoolType.ZFS);

    private SameSource() {}

    static boolean test(Pool one, Pool other) {
        if (ON_DEVICES.contains(one.type()) && ON_DEVICES.contains(other.type())) return sharedDevice(one, other);
        if (one.type() != other.type()) return false;
        PoolSource ours = one.source();
        PoolSource theirs = other.source();
        return switch (one.type()) {
            case DIR -> one.path().equals(other.path());
            case NETFS -> ours.directory().equals(theirs.directory()) && sameHost(ours, theirs);
            case GLUSTER -> ours.name().equals(theirs.name()) && ours.directory().equals(theirs.directory())
                    && sameHost(ours, theirs);
            case SCSI -> ours.adapter().equals(theirs.adapter());
            case ISCSI -> sharedDevice(one, other) && ours.initiator().equals(theirs.initiator());
            case SHEEPDOG -> sameHost(ours, theirs);
            case VSTORAGE -> ours.name().equals(theirs.name());
            case MPATH -> true;   // all multipath devices of the host are in it
            case FS, LOGICAL, DISK, ZFS, ISCSI_DIRECT, RBD -> false;
        };
    }

    private static boolean sharedDevice(Pool one, Pool other) {
        List<String> devices = one.source().devices().stream().map(PoolSource.Device::path).toList();
        return other.source().devices().stream().map(PoolSource.Device::path).anyMatch(devices::contains);
    }

    private static boolean sameHost(PoolSource ours, PoolSource theirs) {
        if (ours.hosts().size() != 1 || theirs.hosts().size() != 1) return false;
        PoolSource.Host one = ours.hosts().getFirst();
        PoolSource.Host other = theirs.hosts().getFirst();
        Optional<Integer> port = other.port();
        return one.name().equals(other.name()) && (port.isEmpty() || port.equals(one.port()));
    }
}
