package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Key;

/** Commands that begin, steer and end long work in QEMU; each job has the id that its beginner gave. */
public sealed interface JobCommand<R> extends Command<R> {
    @Qmp("block-stream") record Stream(@Key("job-id") String job, String device, Optional<String> baseNode,
            Optional<String> backingFile, Optional<Long> speed, boolean autoFinalize, boolean autoDismiss)
            implements JobCommand<Nothing> {}
    @Qmp("block-commit") record Commit(@Key("job-id") String job, String device, Optional<String> baseNode,
            Optional<String> topNode, Optional<String> backingFile, Optional<Long> speed, boolean autoFinalize,
            boolean autoDismiss) implements JobCommand<Nothing> {}
    /** The copy comes to stand where {@code replaces} is, and else where the device is: filters above it stay. */
    @Qmp("blockdev-mirror") record Mirror(@Key("job-id") String job, String device, String target,
            Optional<String> replaces, String sync, Optional<Long> speed, Optional<Integer> granularity, Optional<Long> bufSize, Optional<String> copyMode,
            boolean autoFinalize, boolean autoDismiss) implements JobCommand<Nothing> {}
    @Qmp("blockdev-backup") record Backup(@Key("job-id") String job, String device, String target, String sync,
            Optional<String> bitmap, Optional<String> bitmapMode, boolean autoFinalize, boolean autoDismiss)
            implements JobCommand<Nothing> {}
    /** Internal snapshots of running machines, QEMU 6.0 and later. */
    @Qmp("snapshot-save") record SnapshotSave(@Key("job-id") String job, String tag, String vmstate, List<String> devices)
            implements JobCommand<Nothing> {}
    @Qmp("snapshot-load") record SnapshotLoad(@Key("job-id") String job, String tag, String vmstate, List<String> devices)
            implements JobCommand<Nothing> {}
    @Qmp("snapshot-delete") record SnapshotDelete(@Key("job-id") String job, String tag, List<String> devices)
            implements JobCommand<Nothing> {}

    @Qmp("query-jobs") record QueryJobs() implements JobCommand<List<Job>> {}
    @Qmp("job-cancel") record Cancel(String id) implements JobCommand<Nothing> {}
    @Qmp("job-complete") record Complete(String id) implements JobCommand<Nothing> {}
    @Qmp("job-dismiss") record Dismiss(String id) implements JobCommand<Nothing> {}
    @Qmp("job-finalize") record Finalize(String id) implements JobCommand<Nothing> {}
    @Qmp("query-block-jobs") record QueryBlockJobs() implements JobCommand<List<BlockJob>> {}
    @Qmp("block-job-cancel") record BlockJobCancel(String device, Optional<Boolean> force) implements JobCommand<Nothing> {}
    @Qmp("block-job-set-speed") record SetSpeed(String device, long speed) implements JobCommand<Nothing> {}

    /** A job; a concluded one with {@code error} has failed. */
    record Job(String id, String type, String status, long currentProgress, long totalProgress, Optional<String> error) {
        public boolean concluded() {
            return status.equals("concluded");
        }
    }

    /** A block job: the offset goes to len, and may go back. */
    record BlockJob(String type, String device, long len, long offset, boolean busy, boolean paused, long speed,
            @Key("io-status") String ioStatus, boolean ready, String status) {}
}
