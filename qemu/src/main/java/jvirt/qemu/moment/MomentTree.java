package jvirt.qemu.moment;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.snapshot.Moment;

/**
 * The snapshots, or the checkpoints, of one machine. A value: a change makes another tree.
 *
 * @param kind what they are
 * @param byName in the order in which they came
 * @param current the one from which the machine goes on
 */
public record MomentTree<M extends Moment>(MomentKind kind, SequencedMap<String, M> byName, Optional<String> current) {
    public MomentTree {
        byName = Collections.unmodifiableSequencedMap(byName);
    }

    public static <M extends Moment> MomentTree<M> empty(MomentKind kind) {
        return new MomentTree<>(kind, new LinkedHashMap<>(), Optional.empty());
    }

    public int size() {
        return byName.size();
    }

    public Optional<M> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The moment, or libvirt's error that there is none. */
    public M named(String name) {
        return find(name).orElseThrow(() -> ErrorDomain.QEMU.error(kind.missing(),
                "no domain %s with matching name '%s'", kind.word(), name));
    }

    /** The one that it came after, or libvirt's error. */
    public M requiredParent(String name) {
        String parent = named(name).parent().orElseThrow(() ->
                ErrorDomain.QEMU.error(kind.missing(), "%s '%s' does not have a parent", kind.word(), name));
        return named(parent);
    }

    /** Refuses a name that is taken. */
    public void requireNew(String name) {
        if (find(name).isPresent()) throw ErrorDomain.DOMAIN.error(OPERATION_FAILED, "domain moment %s already exists", name);
    }

    public boolean isCurrent(String name) {
        return current.equals(Optional.of(name));
    }

    /** The one that it was made after, if that is still known. */
    public Optional<M> parentOf(M moment) {
        return moment.parent().flatMap(this::find);
    }

    /** Those that have no parent; one whose parent is not known is one of them. */
    public List<M> roots() {
        return byName.values().stream().filter(moment -> parentOf(moment).isEmpty()).toList();
    }

    public List<M> childrenOf(String name) {
        return byName.values().stream().filter(moment -> moment.parent().equals(Optional.of(name))).toList();
    }

    /** Those below, each before its own children. */
    public List<M> descendantsOf(String name) {
        List<M> below = new ArrayList<>();
        for (M child : childrenOf(name)) {
            below.add(child);
            below.addAll(descendantsOf(child.name()));
        }
        return below;
    }

    /** All, each before its children. */
    public List<M> inOrder() {
        List<M> all = new ArrayList<>(size());
        for (M root : roots()) {
            all.add(root);
            all.addAll(descendantsOf(root.name()));
        }
        return all;
    }

    public MomentTree<M> with(M moment) {
        SequencedMap<String, M> more = new LinkedHashMap<>(byName);
        more.put(moment.name(), moment);
        return new MomentTree<>(kind, more, current);
    }

    public MomentTree<M> without(String name) {
        SequencedMap<String, M> fewer = new LinkedHashMap<>(byName);
        fewer.remove(name);
        return new MomentTree<>(kind, fewer, current.filter(other -> !other.equals(name)));
    }

    public MomentTree<M> withCurrent(Optional<String> name) {
        return new MomentTree<>(kind, byName, name);
    }

    /** Refuses a parent that is not there, or that comes after the moment. */
    public void checkParent(M moment) {
        if (moment.parent().isEmpty()) return;
        String parent = moment.parent().get();
        if (parent.equals(moment.name())) throw error("cannot set moment %s as its own parent", parent);
        M other = find(parent).orElseThrow(() ->
                error("parent %s for moment %s not found", parent, moment.name()));
        Set<String> seen = new HashSet<>();
        while (other.parent().isPresent() && seen.add(other.name())) {
            if (other.parent().get().equals(moment.name())) {
                throw error("parent %s would create cycle to %s", other.name(), moment.name());
            }
            Optional<M> next = parentOf(other);
            if (next.isEmpty()) return;
            other = next.get();
        }
    }

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.DOMAIN.error(INVALID_ARG, detail, args);
    }
}
