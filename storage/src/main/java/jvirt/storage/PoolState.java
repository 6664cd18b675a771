package jvirt.storage;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;

/** What a pool is now. Values do not change: a pool replaces its state in one place. */
sealed interface PoolState {
    /** There is a definition, and nothing on the host that we know of. */
    record Inactive() implements PoolState {}

    /**
     * Its volumes can be used.
     *
     * @param live the document that it was started with, with what was found since
     */
    record Active(Pool live, Map<String, Entry> volumes) implements PoolState {
        Active with(Entry entry) {
            Map<String, Entry> more = new TreeMap<>(volumes);
            more.put(entry.volume.name(), entry);
            return new Active(live, more);
        }

        Active without(String name) {
            Map<String, Entry> fewer = new TreeMap<>(volumes);
            fewer.remove(name);
            return new Active(live, fewer);
        }

        /** The pool with {@code bytes} more taken. */
        Active taken(long bytes) {
            Pool.Usage usage = live.usage();
            return new Active(live.withUsage(new Pool.Usage(usage.capacity(), usage.allocation() + bytes,
                    usage.available() - bytes)), volumes);
        }

        Optional<Entry> find(String name) {
            return Optional.ofNullable(volumes.get(name));
        }

        /** Whether a volume is being made, read or written. */
        boolean busy() {
            return volumes.values().stream().anyMatch(entry -> entry.building || entry.users > 0);
        }
    }

    /**
     * A volume and what is done with it.
     *
     * @param building it is being allocated
     * @param users how many read or write it
     */
    record Entry(Volume volume, boolean building, int users) {
        static Entry idle(Volume volume) {
            return new Entry(volume, false, 0);
        }

        Entry withVolume(Volume now) {
            return new Entry(now, building, users);
        }

        Entry withUsers(int change) {
            return new Entry(volume, building, users + change);
        }
    }
}
