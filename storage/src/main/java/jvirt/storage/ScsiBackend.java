package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.STORAGE;

import java.nio.file.Path;
import java.util.Map;
import jvirt.api.storage.Adapter;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;

/** Pools that are a SCSI adapter of the host's; the disks behind it are their volumes. */
final class ScsiBackend implements Backend {
    private final ScsiUnits units = new ScsiUnits(Path.of("/"));

    private static Adapter adapter(Pool pool) {
        return pool.source().adapter().orElseThrow();
    }

    @Override
    public boolean isActive(Pool pool) {
        if (adapter(pool) instanceof Adapter.FibreChannel channel && units.fibreChannel(channel).isEmpty()) return false;
        return units.has(units.number(adapter(pool)));
    }

    /** A virtual port is made with {@code nodedev-create}: here it must be there. */
    @Override
    public void start(Pool pool) {
        if (adapter(pool) instanceof Adapter.FibreChannel channel && units.fibreChannel(channel).isEmpty()) {
            throw STORAGE.error(CONFIG_UNSUPPORTED, "no vHBA with wwnn='%s', wwpn='%s' on this host", channel.wwnn(), channel.wwpn());
        }
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        int host = units.number(adapter(pool));
        units.rescan(host);
        return ScsiUnits.contents(pool, units.of(host));
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) {
        return BlockVolumes.refreshed(volume);
    }
}
