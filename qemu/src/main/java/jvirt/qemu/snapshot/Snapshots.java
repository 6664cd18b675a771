package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.NO_DOMAIN_SNAPSHOT;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.image.ImageAccess;
import jvirt.qemu.moment.MomentFiles;
import jvirt.qemu.moment.MomentKind;
import jvirt.qemu.moment.MomentTree;
import jvirt.qemu.plug.VolumePaths;

/**
 * All machines' snapshots. A machine's tree is read from disk when it is first asked for; it is replaced in one place, by
 * who holds the machine's turn.
 */
public final class Snapshots {
    private final Machines machines;
    private final MomentFiles files;
    private final OfflineImages images;
    private final ImageAccess access;
    private final Map<UUID, MomentTree<Snapshot>> trees = new ConcurrentHashMap<>();

    public Snapshots(Machines machines, VolumePaths volumes, ImageAccess access) throws IOException {
        this.machines = machines;
        this.access = access;
        this.files = new MomentFiles(machines.layout().library(), MomentKind.SNAPSHOT);
        this.images = new OfflineImages(volumes);
    }

    OfflineImages images() {
        return images;
    }

    ImageAccess access() {
        return access;
    }

    Machines machines() {
        return machines;
    }

    /** What is known of a machine's snapshots. */
    public MomentTree<Snapshot> of(Vm vm) {
        MomentTree<Snapshot> known = trees.get(vm.uuid());
        if (known != null) return known;
        MomentTree<Snapshot> read = files.read(vm, this::kept);
        MomentTree<Snapshot> other = trees.putIfAbsent(vm.uuid(), read);
        return other == null ? read : other;
    }

    private MomentFiles.Kept<Snapshot> kept(String document) {
        Snapshot.Kept kept = Snapshot.kept(document, this::machine);
        return new MomentFiles.Kept<>(kept.snapshot(), kept.current());
    }

    /** The machine within a snapshot's document, completed as any other. */
    Domain machine(Element element) {
        Element domain = Element.of("domain", new LinkedHashMap<>(element.attributes()), element.nodes());
        return machines.completion().reload(new XmlWriter(View.INACTIVE).verbatim(domain).toString());
    }

    /** The current snapshot, or libvirt's error that there is none. */
    public Snapshot current(Vm vm) {
        MomentTree<Snapshot> tree = of(vm);
        return tree.current().map(tree::named).orElseThrow(() ->
                ErrorDomain.QEMU.error(NO_DOMAIN_SNAPSHOT, "the domain does not have a current snapshot"));
    }

    /** The snapshot that this one was made after, or libvirt's error. */
    public Snapshot parent(Vm vm, String name) {
        return of(vm).requiredParent(name);
    }

    /** Takes a snapshot, or takes the description of one that exists. */
    public Snapshot create(Vm vm, String document, int flags) throws InterruptedException {
        return new Taking(this, vm, flags).take(document);
    }

    /** Brings the machine back to a snapshot. */
    public void revert(Vm vm, String name, int flags) throws InterruptedException {
        new Reverting(this, vm, flags).revert(name);
    }

    /** Deletes a snapshot, and those below it if the flags say so. */
    public void delete(Vm vm, String name, int flags) throws InterruptedException {
        new Deleting(this, vm, flags).delete(name);
    }

    /** Within a turn: keeps a snapshot. */
    void keep(Vm vm, Snapshot snapshot) {
        write(vm, snapshot, of(vm).isCurrent(snapshot.name()));
        change(vm, tree -> tree.with(snapshot));
    }

    /** Within a turn: keeps a new snapshot, from which the machine goes on. Its file says so from the first. */
    void keepCurrent(Vm vm, Snapshot snapshot) {
        MomentTree<Snapshot> before = of(vm);
        write(vm, snapshot, true);
        change(vm, tree -> tree.with(snapshot).withCurrent(Optional.of(snapshot.name())));
        before.current().map(before::named).ifPresent(other -> write(vm, other, false));
    }

    private void write(Vm vm, Snapshot snapshot, boolean current) {
        files.write(vm, snapshot.name(), snapshot.formatKept(current, vm.uuid()));
    }

    /** Within a turn: makes a snapshot the one from which the machine goes on; those that change are written anew. */
    void setCurrent(Vm vm, Optional<String> name) {
        MomentTree<Snapshot> before = of(vm);
        change(vm, tree -> tree.withCurrent(name));
        for (Snapshot snapshot : before.byName().values()) {
            boolean was = before.isCurrent(snapshot.name());
            boolean is = name.equals(Optional.of(snapshot.name()));
            if (was != is) write(vm, snapshot, is);
        }
    }

    /** Within a turn: forgets a snapshot. */
    void forget(Vm vm, String name) {
        files.delete(vm, name);
        change(vm, tree -> tree.without(name));
    }

    private void change(Vm vm, UnaryOperator<MomentTree<Snapshot>> step) {
        trees.put(vm.uuid(), step.apply(of(vm)));
    }

    /** The machine is given up: what is known of its snapshots is too. */
    public void discard(Vm vm) {
        files.deleteAll(vm, of(vm));
        trees.remove(vm.uuid());
    }

    public void renamed(Vm vm, String before) {
        files.rename(before, vm.name());
    }

    /** {@code VIR_DOMAIN_SNAPSHOT_LIST_*}: which of the snapshots are meant. */
    public static List<Snapshot> filtered(MomentTree<Snapshot> tree, List<Snapshot> snapshots, int flags) {
        return snapshots.stream().filter(snapshot -> SnapshotFilter.test(tree, snapshot, flags)).toList();
    }
}
