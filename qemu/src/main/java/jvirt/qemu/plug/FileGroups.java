package jvirt.qemu.plug;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;

/**
 * Files that clients have opened for machines' disks, in groups that disks name: {@code <source fdgroup='…'/>}. A group is a
 * machine's until its client leaves or gives another of this name. One object for the daemon; any thread may call.
 */
public final class FileGroups {
    /** @param writable the client lets the guest write to them */
    public record Group(List<Descriptor> files, boolean writable) implements AutoCloseable {
        public Group {
            files = List.copyOf(files);
        }

        private Group duplicate(String name) {
            List<Descriptor> copies = new ArrayList<>();
            try {
                for (Descriptor file : files) copies.add(file.duplicate());
                return new Group(copies, writable);
            } catch (ErrnoException e) {
                copies.forEach(Descriptor::close);
                throw QEMU.error(SYSTEM_ERROR, e, "failed to duplicate file descriptor for fd group '%s': %s", name, e.reason());
            }
        }

        @Override
        public void close() {
            files.forEach(Descriptor::close);
        }
    }

    private record Key(UUID machine, String name) {}

    private final Map<Key, Group> groups = new HashMap<>();

    /** Takes a group over; one that the machine had under this name is closed. */
    public synchronized void associate(UUID machine, String name, Group group) {
        Group before = groups.put(new Key(machine, name), group);
        if (before != null) before.close();
    }

    /** Closes a group, unless another has taken its place and it is closed already. */
    public synchronized void forget(UUID machine, String name, Group group) {
        if (groups.remove(new Key(machine, name), group)) group.close();
    }

    /** Copies of the groups that a disk and the images below it name; whoever asked closes them. */
    public synchronized Map<String, Group> of(UUID machine, Disk disk) {
        Map<String, Group> found = new LinkedHashMap<>();
        try {
            for (String name : names(disk).distinct().toList()) {
                Group group = groups.get(new Key(machine, name));
                if (group == null) {
                    throw QEMU.error(INVALID_ARG, "file descriptor group '%s' was not associated with the domain", name);
                }
                found.put(name, group.duplicate(name));
            }
            return found;
        } catch (RuntimeException e) {
            found.values().forEach(Group::close);
            throw e;
        }
    }

    private static Stream<String> names(Disk disk) {
        Stream<DiskSource> below = Stream.iterate(disk.backingStore().orElse(null), Objects::nonNull,
                store -> store.backingStore().orElse(null)).map(BackingStore::source).flatMap(Optional::stream);
        return Stream.concat(Stream.of(disk.source()), below)
                .flatMap(source -> source instanceof DiskSource.File file ? file.fdgroup().stream() : Stream.empty());
    }
}
