package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_DOMAIN_SNAPSHOT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.snapshot.Snapshot;

/**
 * The snapshots of one machine. A value: a change makes another tree.
 *
 * @param byName in the order in which they came
 * @param current the one from which the machine goes on
 */
public record SnapshotTree(SequencedMap<String, Snapshot> byName, Optional<String> current) {
    public static final SnapshotTree EMPTY = new SnapshotTree(new LinkedHashMap<>(), Optional.empty());

    public SnapshotTree {
        byName = Collections.unmodifiableSequencedMap(byName);
    }

    public int size() {
        return byName.size();
    }

    public Optional<Snapshot> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The snapshot, or libvirt's error that there is none. */
    public Snapshot named(String name) {
        return find(name).orElseThrow(() -> ErrorDomain.QEMU.error(NO_DOMAIN_SNAPSHOT,
                "no domain snapshot with matching name '%s'", name));
    }

    public boolean isCurrent(String name) {
        return current.equals(Optional.of(name));
    }

    /** The snapshot it was made after, if that is still known. */
    public Optional<Snapshot> parentOf(Snapshot snapshot) {
        return snapshot.parent().flatMap(this::find);
    }

    /** Those that have no parent; one whose parent is not known is one of them. */
    public List<Snapshot> roots() {
        return byName.values().stream().filter(snapshot -> parentOf(snapshot).isEmpty()).toList();
    }

    public List<Snapshot> childrenOf(String name) {
        return byName.values().stream().filter(snapshot -> snapshot.parent().equals(Optional.of(name))).toList();
    }

    /** Those below, each before its own children. */
    public List<Snapshot> descendantsOf(String name) {
        List<Snapshot> below = new ArrayList<>();
        for (Snapshot child : childrenOf(name)) {
            below.add(child);
            below.addAll(descendantsOf(child.name()));
        }
        return below;
    }

    /** All, each before its children. */
    public List<Snapshot> inOrder() {
        List<Snapshot> all = new ArrayList<>(size());
        for (Snapshot root : roots()) {
            all.add(root);
            all.addAll(descendantsOf(root.name()));
        }
        return all;
    }

    public SnapshotTree with(Snapshot snapshot) {
        SequencedMap<String, Snapshot> more = new LinkedHashMap<>(byName);
        more.put(snapshot.name(), snapshot);
        return new SnapshotTree(more, current);
    }

    public SnapshotTree without(String name) {
        SequencedMap<String, Snapshot> fewer = new LinkedHashMap<>(byName);
        fewer.remove(name);
        return new SnapshotTree(fewer, current.filter(other -> !other.equals(name)));
    }

    public SnapshotTree withCurrent(Optional<String> name) {
        return new SnapshotTree(byName, name);
    }

    /** Refuses a parent that is not there, or that comes after the snapshot. */
    void checkParent(Snapshot snapshot) {
        if (snapshot.parent().isEmpty()) return;
        String parent = snapshot.parent().get();
        if (parent.equals(snapshot.name())) throw error("cannot set moment %s as its own parent", parent);
        Snapshot other = find(parent).orElseThrow(() ->
                error("parent %s for moment %s not found", parent, snapshot.name()));
        Set<String> seen = new HashSet<>();
        while (other.parent().isPresent() && seen.add(other.name())) {
            if (other.parent().get().equals(snapshot.name())) {
                throw error("parent %s would create cycle to %s", other.name(), snapshot.name());
            }
            Optional<Snapshot> next = parentOf(other);
            if (next.isEmpty()) return;
            other = next.get();
        }
    }

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.DOMAIN.error(INVALID_ARG, detail, args);
    }
}
