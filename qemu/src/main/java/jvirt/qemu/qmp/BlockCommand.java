package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.Key;
import jvirt.api.json.Rest;

/** Commands on block nodes and the devices above them. */
public sealed interface BlockCommand<R> extends Command<R> {
    /** The options are those of {@code -blockdev}. */
    @Qmp(value = "blockdev-add", seconds = 120) record Add(@Rest Json.Obj options) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-del") record Del(String nodeName) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-reopen") record Reopen(List<Json.Obj> options) implements BlockCommand<Nothing> {}
    /** A job: it ends with {@code JOB_STATUS_CHANGE} and must be dismissed. */
    @Qmp("blockdev-create") record Create(@Key("job-id") String job, Json.Obj options) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-open-tray") record OpenTray(String id, Optional<Boolean> force) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-close-tray") record CloseTray(String id) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-insert-medium") record InsertMedium(String id, String nodeName) implements BlockCommand<Nothing> {}
    @Qmp("blockdev-remove-medium") record RemoveMedium(String id) implements BlockCommand<Nothing> {}
    @Qmp(value = "block_resize", seconds = 600) record Resize(Optional<String> device, Optional<String> nodeName, long size)
            implements BlockCommand<Nothing> {}
    @Qmp("block_set_io_throttle") record SetThrottle(String id, @Rest Json.Obj limits) implements BlockCommand<Nothing> {}
    @Qmp("block-set-write-threshold") record SetWriteThreshold(String nodeName, long writeThreshold) implements BlockCommand<Nothing> {}
    @Qmp("query-block") record QueryBlock() implements BlockCommand<List<Device>> {}
    @Qmp("query-blockstats") record QueryStats(Optional<Boolean> queryNodes) implements BlockCommand<List<Stats>> {}
    @Qmp("query-named-block-nodes") record QueryNodes(Optional<Boolean> flat) implements BlockCommand<List<Node>> {}

    @Qmp(value = "transaction", seconds = 600) record Transaction(List<Action> actions) implements BlockCommand<Nothing> {}
    @Qmp(value = "blockdev-snapshot", seconds = 600) record Snapshot(String node, String overlay) implements BlockCommand<Nothing> {}
    @Qmp("change-backing-file") record ChangeBackingFile(String device, String imageNodeName, String backingFile)
            implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-add") record BitmapAdd(String node, String name, Optional<Long> granularity,
            Optional<Boolean> persistent, Optional<Boolean> disabled) implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-remove") record BitmapRemove(String node, String name) implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-enable") record BitmapEnable(String node, String name) implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-disable") record BitmapDisable(String node, String name) implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-clear") record BitmapClear(String node, String name) implements BlockCommand<Nothing> {}
    @Qmp("block-dirty-bitmap-merge") record BitmapMerge(String node, String target, List<Json> bitmaps)
            implements BlockCommand<Nothing> {}
    @Qmp("nbd-server-start") record NbdStart(Json.Obj addr, @Key("tls-creds") Optional<String> tls,
            @Key("tls-authz") Optional<String> authorization) implements BlockCommand<Nothing> {}
    @Qmp("nbd-server-stop") record NbdStop() implements BlockCommand<Nothing> {}
    @Qmp("block-export-add") record ExportAdd(String type, String id, String nodeName, @Rest Json.Obj options)
            implements BlockCommand<Nothing> {}
    @Qmp("block-export-del") record ExportDel(String id, Optional<String> mode) implements BlockCommand<Nothing> {}
    @Qmp("query-block-exports") record QueryExports() implements BlockCommand<List<Json.Obj>> {}

    /** One action of a transaction: all are done, or none. */
    record Action(String type, Json.Obj data) {
        public static Action snapshot(String node, String overlay) {
            return new Action("blockdev-snapshot", Json.object().with("node", node).with("overlay", overlay));
        }

        /** @param granularity bytes a bit stands for; 0 for the image's cluster */
        public static Action bitmapAdd(String node, String name, boolean persistent, boolean disabled, long granularity) {
            Json.Obj data = Json.object().with("node", node).with("name", name).with("persistent", persistent)
                    .with("disabled", disabled);
            return new Action("block-dirty-bitmap-add", granularity == 0 ? data : data.with("granularity", granularity));
        }

        public static Action bitmapRemove(String node, String name) {
            return new Action("block-dirty-bitmap-remove", Json.object().with("node", node).with("name", name));
        }

        public static Action bitmapMerge(String node, String target, List<Json> bitmaps) {
            return new Action("block-dirty-bitmap-merge", Json.object().with("node", node).with("target", target)
                    .with("bitmaps", Json.array(bitmaps)));
        }

        /** The job ends by itself, and must be dismissed. */
        public static Action backup(String job, String node, String target, String sync, Optional<String> bitmap) {
            Json.Obj data = Json.object().with("device", node).with("job-id", job).with("target", target).with("sync", sync)
                    .with("auto-finalize", true).with("auto-dismiss", false);
            return new Action("blockdev-backup", bitmap.map(name -> data.with("bitmap", name)).orElse(data));
        }
    }

    /** A guest's block device: the path {@code qdev} is how libvirt knows it. */
    record Device(String device, Optional<String> qdev, boolean removable, boolean locked,
            @Key("tray_open") Optional<Boolean> trayOpen, @Key("io-status") Optional<String> ioStatus,
            Optional<Node> inserted) {}

    /** A block node and its image; {@code group} is with whom it shares its limits, where it has any. */
    record Node(@Key("node-name") Optional<String> nodeName, String file, boolean ro, String drv,
            @Key("backing_file") Optional<String> backingFile, @Key("write_threshold") long writeThreshold, Image image,
            @Key("dirty-bitmaps") List<Bitmap> dirtyBitmaps, Optional<String> group) {}

    /** An image file as QEMU sees it. */
    record Image(String filename, String format, long virtualSize, Optional<Long> actualSize, Optional<Long> clusterSize,
            boolean encrypted, Optional<String> backingFilename, Optional<String> fullBackingFilename,
            Optional<String> backingFilenameFormat, List<ImageSnapshot> snapshots, Optional<Json> formatSpecific) {}

    /** A snapshot inside a qcow2 image. */
    record ImageSnapshot(String id, String name, long vmStateSize, long dateSec, long dateNsec) {}

    /** A dirty bitmap of a node. */
    record Bitmap(Optional<String> name, long count, long granularity, boolean recording, boolean busy, boolean persistent,
            boolean inconsistent) {}

    /** What a device, or a node, has read and written; the node below it, and the one behind that. */
    record Stats(Optional<String> device, Optional<String> qdev, Optional<String> nodeName, Counters stats,
            @Key("driver-specific") Optional<Json> driverSpecific, Optional<Stats> parent, Optional<Stats> backing) {}

    /** Bytes, operations and nanoseconds since the device came; the highest byte written is the image's watermark. */
    record Counters(@Key("rd_bytes") long rdBytes, @Key("wr_bytes") long wrBytes, @Key("rd_operations") long rdOperations,
            @Key("wr_operations") long wrOperations, @Key("flush_operations") long flushOperations,
            @Key("rd_total_time_ns") long rdTotalTimeNs, @Key("wr_total_time_ns") long wrTotalTimeNs,
            @Key("flush_total_time_ns") long flushTotalTimeNs, @Key("wr_highest_offset") long wrHighestOffset) {}
}
