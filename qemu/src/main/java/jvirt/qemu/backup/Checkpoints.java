package jvirt.qemu.backup;

import static jvirt.api.ErrorCode.CHECKPOINT_INCONSISTENT;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.DOMAIN_CHECKPOINT;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.snapshot.Checkpoint;
import jvirt.api.snapshot.Checkpoint.NotedDisk;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.device.Image;
import jvirt.qemu.image.Bitmaps;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.ImageAccess;
import jvirt.qemu.image.LiveImages;
import jvirt.qemu.moment.MomentFiles;
import jvirt.qemu.moment.MomentKind;
import jvirt.qemu.moment.MomentTree;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.BlockCommand.Action;

/**
 * All machines' checkpoints: since each of them QEMU notes in bitmaps, kept in the images, what changes on disks. A machine's
 * tree is read from disk when it is first asked for; it is replaced in one place, by who holds the machine's turn.
 */
public final class Checkpoints {
    /** A bitmap that lives as long as its size is looked at. */
    private static final String SIZE = "libvirt-tmp-size-xml";

    private final Machines machines;
    private final ImageAccess access;
    private final MomentFiles files;
    private final Map<UUID, MomentTree<Checkpoint>> trees = new ConcurrentHashMap<>();

    public Checkpoints(Machines machines, ImageAccess access) throws IOException {
        this.machines = machines;
        this.access = access;
        this.files = new MomentFiles(machines.layout().library(), MomentKind.CHECKPOINT);
    }

    /** {@code virDomainCheckpointDeleteFlags}. */
    public record Deletion(boolean children, boolean metadataOnly, boolean childrenOnly) {}

    /** What is known of a machine's checkpoints. */
    public MomentTree<Checkpoint> of(Vm vm) {
        MomentTree<Checkpoint> known = trees.get(vm.uuid());
        if (known != null) return known;
        MomentTree<Checkpoint> read = files.read(vm, text -> new MomentFiles.Kept<>(Checkpoint.existing(text, this::machine), false));
        // the machine goes on from the one that nothing came after
        List<Checkpoint> leaves = read.byName().values().stream().filter(one -> read.childrenOf(one.name()).isEmpty()).toList();
        MomentTree<Checkpoint> tree = leaves.size() == 1 ? read.withCurrent(Optional.of(leaves.getFirst().name())) : read;
        MomentTree<Checkpoint> other = trees.putIfAbsent(vm.uuid(), tree);
        return other == null ? tree : other;
    }

    private Domain machine(Element element) {
        Element domain = Element.of("domain", new LinkedHashMap<>(element.attributes()), element.nodes());
        return machines.completion().reload(new XmlWriter(View.INACTIVE).verbatim(domain).toString());
    }

    // making

    /** Makes a checkpoint of a running machine. */
    public Checkpoint create(Vm vm, String document) {
        if (vm.active().isEmpty()) throw QEMU.error(OPERATION_UNSUPPORTED, "cannot create checkpoint for inactive domain");
        Checkpoint asked = request(document);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainCheckpointCreateXML")) {
            Checkpoint prepared = prepared(vm, asked);
            vm.running().qemu().monitor().call(new BlockCommand.Transaction(actions(vm, prepared)));
            keepNew(vm, prepared);
            return prepared;
        }
    }

    static Checkpoint request(String document) {
        return Checkpoint.request(document, Instant.now().getEpochSecond());
    }

    /** Within a turn: the checkpoint with all that there is to know of it, ready to be made. */
    Checkpoint prepared(Vm vm, Checkpoint asked) {
        Domain machine = vm.configuration();
        Checkpoint aligned = NotedDisks.aligned(asked.of(machine), machine);
        NotedDisks.check(aligned, vm.running().live());
        of(vm).requireNew(aligned.name());
        return aligned.withParent(of(vm).current());
    }

    /** What makes it, as a part of one transaction. */
    List<Action> actions(Vm vm, Checkpoint prepared) {
        Domain live = vm.running().live();
        return prepared.disks().stream().filter(NotedDisk::noted).map(entry -> Action.bitmapAdd(
                Chains.node(Disks.named(live, entry.name()).orElseThrow()), entry.bitmap().orElseThrow(), true, false, 0)).toList();
    }

    /** Within a turn: the checkpoint has been made. */
    void keepNew(Vm vm, Checkpoint made) {
        keep(vm, made);
        setCurrent(vm, Optional.of(made.name()));
    }

    private void keep(Vm vm, Checkpoint checkpoint) {
        files.write(vm, checkpoint.name(), checkpoint.format(View.INACTIVE));
        trees.put(vm.uuid(), of(vm).with(checkpoint));
    }

    private void setCurrent(Vm vm, Optional<String> name) {
        trees.put(vm.uuid(), of(vm).withCurrent(name));
    }

    /** Takes the description of a checkpoint that exists; with {@code validate} its bitmaps must be whole. */
    public Checkpoint redefine(Vm vm, String document, boolean validate) {
        Checkpoint told = Checkpoint.existing(document, this::machine);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainCheckpointCreateXML")) {
            MomentTree<Checkpoint> tree = of(vm);
            tree.checkParent(told);
            told.machine().filter(machine -> !machine.uuid().equals(vm.uuid())).ifPresent(_ -> {
                throw DOMAIN_CHECKPOINT.error(INVALID_ARG, "definition for checkpoint %s must use uuid %s", told.name(), vm.uuid());
            });
            Checkpoint aligned = told.machine().map(machine -> NotedDisks.aligned(told, machine))
                    .orElseGet(() -> NotedDisks.named(told));
            if (validate) validate(vm, aligned);
            boolean current = tree.current().isEmpty() || told.parent().filter(tree::isCurrent).isPresent();
            keep(vm, aligned);
            if (current) setCurrent(vm, Optional.of(told.name()));
            return aligned;
        }
    }

    private static void validate(Vm vm, Checkpoint checkpoint) {
        Domain live = vm.running().live();
        Bitmaps bitmaps = Bitmaps.of(vm);
        for (NotedDisk entry : checkpoint.disks()) {
            Optional<Disk> disk = Disks.named(live, entry.name()).filter(_ -> entry.noted());
            if (disk.isEmpty() || bitmaps.whole(Chains.nodes(disk.get()), checkpoint.name())) continue;
            throw QEMU.error(CHECKPOINT_INCONSISTENT, "missing or broken bitmap '%s' for disk '%s'", checkpoint.name(),
                    entry.name());
        }
    }

    // looking

    /** The checkpoint with how much has changed on each disk since. */
    public Checkpoint withSizes(Vm vm, Checkpoint checkpoint) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainCheckpointGetXMLDesc")) {
            Domain live = vm.running().live();
            Bitmaps now = Bitmaps.of(vm);
            Map<String, String> nodes = new LinkedHashMap<>();
            List<Action> merge = new ArrayList<>();
            for (NotedDisk entry : checkpoint.disks()) {
                Optional<Disk> disk = Disks.named(live, entry.name()).filter(_ -> entry.noted());
                List<String> chain = disk.map(Chains::nodes).orElse(List.of());
                if (disk.isEmpty() || !now.whole(chain, checkpoint.name())) continue;
                String top = chain.getFirst();
                // one may have been left by a daemon that died
                if (now.find(top, SIZE).isPresent()) vm.running().qemu().monitor().ask(new BlockCommand.BitmapRemove(top, SIZE));
                merge.addAll(now.merge(new Bitmaps.Merge(chain, chain.size(), top), checkpoint.name(), SIZE));
                nodes.put(entry.name(), top);
            }
            return nodes.isEmpty() ? checkpoint : measured(vm, checkpoint, nodes, merge);
        }
    }

    private static Checkpoint measured(Vm vm, Checkpoint checkpoint, Map<String, String> nodes, List<Action> merge) {
        vm.running().qemu().monitor().call(new BlockCommand.Transaction(merge));
        Bitmaps merged = Bitmaps.of(vm);
        vm.running().qemu().monitor().call(new BlockCommand.Transaction(nodes.values().stream()
                .map(node -> Action.bitmapRemove(node, SIZE)).toList()));
        return checkpoint.withDisks(checkpoint.disks().stream().map(disk -> Optional.ofNullable(nodes.get(disk.name()))
                .flatMap(node -> merged.find(node, SIZE)).map(bitmap -> disk.withSize(bitmap.count())).orElse(disk)).toList());
    }

    // deleting

    /** Forgets a checkpoint, and, unless only what is known of it is meant, lets QEMU note no more since it. */
    public void delete(Vm vm, String name, Deletion how) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainCheckpointDelete")) {
            if (!how.metadataOnly && vm.active().isEmpty()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "cannot delete checkpoint for inactive domain");
            }
            MomentTree<Checkpoint> tree = of(vm);
            Checkpoint checkpoint = tree.named(name);
            if (how.children || how.childrenOnly) {
                List<Checkpoint> below = tree.descendantsOf(name);
                for (Checkpoint child : below.reversed()) discard(vm, child, how.metadataOnly);
                if (below.stream().anyMatch(child -> tree.isCurrent(child.name()))) setCurrent(vm, Optional.of(name));
            }
            if (how.childrenOnly) return;
            discard(vm, checkpoint, how.metadataOnly);
            for (Checkpoint child : tree.childrenOf(name)) {
                if (of(vm).find(child.name()).isPresent()) keep(vm, child.withParent(checkpoint.parent()));
            }
        }
    }

    private void discard(Vm vm, Checkpoint checkpoint, boolean metadataOnly) {
        if (!metadataOnly) removeBitmaps(vm, checkpoint);
        boolean current = of(vm).isCurrent(checkpoint.name());
        files.delete(vm, checkpoint.name());
        trees.put(vm.uuid(), of(vm).without(checkpoint.name()));
        if (current) setCurrent(vm, checkpoint.parent().filter(parent -> of(vm).find(parent).isPresent()));
    }

    private void removeBitmaps(Vm vm, Checkpoint checkpoint) {
        Domain live = vm.running().live();
        Bitmaps bitmaps = Bitmaps.of(vm);
        List<Action> actions = new ArrayList<>();
        List<Image> lower = new ArrayList<>();
        for (NotedDisk entry : checkpoint.disks()) {
            Optional<Disk> disk = Disks.named(live, entry.name()).filter(_ -> entry.noted());
            if (disk.isEmpty()) continue;
            String bitmap = entry.bitmap().orElseThrow(() -> QEMU.error(INVALID_ARG,
                    "missing bitmap name for disk '%s' of checkpoint '%s'", entry.name(), checkpoint.name()));
            List<Image> having = Image.of(disk.get(), false).chain().stream()
                    .filter(image -> bitmaps.find(image.formatNode(), bitmap).isPresent()).toList();
            if (having.isEmpty()) {
                throw QEMU.error(INTERNAL_ERROR, "bitmap '%s' not found in backing chain of '%s'", bitmap, entry.name());
            }
            for (Image image : having) {
                actions.add(Action.bitmapRemove(image.formatNode(), bitmap));
                if (image.formatNode().equals(Chains.node(disk.get()))) continue;
                access.allow(vm, disk.get().withSource(image.source()).withBackingStore(Optional.empty()));
                lower.add(image);
            }
        }
        if (!actions.isEmpty()) new LiveImages(vm).writing(lower, () ->
                vm.running().qemu().monitor().call(new BlockCommand.Transaction(actions)));
    }

    // for machines

    /** The machine is given up: what is known of its checkpoints is too. */
    public void discard(Vm vm) {
        files.deleteAll(vm, of(vm));
        trees.remove(vm.uuid());
    }

    public void renamed(Vm vm, String before) {
        files.rename(before, vm.name());
    }
}
