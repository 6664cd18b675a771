package jvirt.daemon.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.storage.Volume;
import jvirt.qemu.plug.VolumePaths;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;

/** Finds the images that machines name by pool and volume. */
public final class PoolVolumes implements VolumePaths {
    private final StoragePools pools;

    public PoolVolumes(StoragePools pools) {
        this.pools = pools;
    }

    @Override
    public DiskSource resolve(DiskSource.Volume wanted) {
        StoragePool pool = pools.named(wanted.pool().orElseThrow());
        if (!pool.isActive()) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "storage pool '%s' containing volume '%s' is not active",
                    pool.name(), wanted.volume().orElse(""));
        }
        Volume volume = pool.volume(wanted.volume().orElse(""));
        Optional<String> path = volume.target().path();
        return switch (volume.type()) {
            case FILE -> new DiskSource.File(path, Optional.empty(), wanted.extras());
            case BLOCK -> new DiskSource.Block(path, wanted.extras());
            case DIR -> new DiskSource.Dir(path, wanted.extras());
            case NETWORK, NETDIR, PLOOP -> throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED,
                    "volume '%s' of pool '%s' is no file and no block device", volume.name(), pool.name());
        };
    }
}
