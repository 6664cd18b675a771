package jvirt.qemu.image;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.BlockCommand.Action;
import jvirt.qemu.qmp.BlockCommand.Bitmap;

/**
 * The dirty bitmaps of a machine's images: where it has been noted what has changed since a checkpoint. A chain is the nodes
 * of its images, topmost first: an overlay goes on with a bitmap of the same name, so the notes of a checkpoint are all of
 * those together.
 */
public final class Bitmaps {
    /** Notes what the guest writes between the end of a job and the merge of bitmaps; the name is libvirt's. */
    static final String WRITES = "libvirt-tmp-activewrite";

    private final Map<String, List<Bitmap>> byNode = new HashMap<>();

    public Bitmaps(List<BlockCommand.Node> nodes) {
        for (BlockCommand.Node node : nodes) node.nodeName().ifPresent(name -> byNode.put(name, node.dirtyBitmaps()));
    }

    /** Those that a running machine has now. */
    public static Bitmaps of(Vm vm) {
        return new Bitmaps(vm.running().qemu().monitor().call(new BlockCommand.QueryNodes(Optional.of(true))));
    }

    public Optional<Bitmap> find(String node, String name) {
        return byNode.getOrDefault(node, List.of()).stream().filter(one -> one.name().equals(Optional.of(name))).findFirst();
    }

    /** Whether the notes are whole: from the top on without a gap, each kept in its image and still noting. */
    public boolean whole(List<String> chain, String name) {
        boolean found = false;
        boolean ended = false;
        for (String node : chain) {
            Optional<Bitmap> bitmap = find(node, name);
            if (bitmap.isEmpty()) {
                if (!found) return false;
                ended = true;
                continue;
            }
            if (ended || bitmap.get().inconsistent() || !bitmap.get().persistent() || !bitmap.get().recording()) return false;
            found = true;
        }
        return found;
    }

    /**
     * Which bitmaps go together, and where.
     *
     * @param chain all images of the disk
     * @param end how many of them, from the top, are merged
     * @param target the node that has the result
     */
    public record Merge(List<String> chain, int end, String target) {}

    /** One bitmap of the chain goes, merged, into a temporary one of another name, which notes nothing itself. */
    public List<Action> merge(Merge merge, String name, String into) {
        if (!whole(merge.chain, name)) return List.of();
        List<Action> actions = new ArrayList<>();
        actions.add(Action.bitmapAdd(merge.target, into, false, true, granularity(merge, name)));
        actions.add(Action.bitmapMerge(merge.target, into, sources(merge, name)));
        return actions;
    }

    /**
     * Every whole bitmap of the chain goes, merged, into one of its own name.
     *
     * @param writes the node that has noted meanwhile what the guest wrote
     */
    public List<Action> mergeAll(Merge merge, Optional<String> writes) {
        List<Action> actions = new ArrayList<>();
        for (Bitmap bitmap : byNode.getOrDefault(merge.chain.getFirst(), List.of())) {
            String name = bitmap.name().orElse("");
            if (!whole(merge.chain, name)) continue;
            List<Json> sources = new ArrayList<>(sources(merge, name));
            if (find(merge.target, name).isEmpty()) {
                actions.add(Action.bitmapAdd(merge.target, name, true, false, granularity(merge, name)));
            }
            writes.ifPresent(node -> sources.add(source(node, WRITES)));
            actions.add(Action.bitmapMerge(merge.target, name, sources));
        }
        writes.filter(node -> find(node, WRITES).isPresent()).ifPresent(node -> actions.add(Action.bitmapRemove(node, WRITES)));
        return actions;
    }

    /** The bitmaps of {@code node} that note still go on in an image that comes on top of it. */
    public List<Action> goingOn(String node, String overlay) {
        return byNode.getOrDefault(node, List.of()).stream()
                .filter(bitmap -> bitmap.persistent() && bitmap.recording() && !bitmap.inconsistent())
                .map(bitmap -> Action.bitmapAdd(overlay, bitmap.name().orElse(""), true, false, bitmap.granularity())).toList();
    }

    private long granularity(Merge merge, String name) {
        return merge.chain.stream().limit(merge.end).flatMap(node -> find(node, name).stream()).findFirst().map(Bitmap::granularity)
                .orElse(0L);
    }

    private List<Json> sources(Merge merge, String name) {
        return merge.chain.stream().limit(merge.end).filter(node -> find(node, name).isPresent())
                .map(node -> source(node, name)).toList();
    }

    private static Json source(String node, String name) {
        return Json.object().with("node", node).with("name", name);
    }
}
