package jvirt.qemu;

import java.util.Set;

/** What a turn is taken for. A long job names the short ones that it lets in meanwhile; of the long ones there is one. */
public enum Job {
    /** Asks QEMU something. */
    QUERY,
    DESTROY,
    SUSPEND,
    /** Changes the machine. */
    MODIFY,
    /** Ends the long job. */
    ABORT,
    /** Changes how a migration goes. */
    MIGRATION_OP,

    START(Operation.START),
    SAVE(Operation.SAVE, QUERY, DESTROY, ABORT),
    RESTORE(Operation.RESTORE),
    DUMP(Operation.DUMP, QUERY, DESTROY, ABORT),
    SNAPSHOT(Operation.SNAPSHOT, QUERY, DESTROY, ABORT),
    SNAPSHOT_REVERT(Operation.SNAPSHOT_REVERT, QUERY, DESTROY, ABORT),
    SNAPSHOT_DELETE(Operation.SNAPSHOT_DELETE, QUERY, DESTROY, ABORT),
    MIGRATION_OUT(Operation.MIGRATION_OUT, QUERY, DESTROY, SUSPEND, ABORT, MIGRATION_OP),
    MIGRATION_IN(Operation.MIGRATION_IN, DESTROY),
    BACKUP(Operation.BACKUP, QUERY, DESTROY, SUSPEND, MODIFY, ABORT);

    /** {@code virDomainJobOperation}, libvirt-domain.h. */
    public enum Operation {
        UNKNOWN, START, SAVE, RESTORE, MIGRATION_IN, MIGRATION_OUT, SNAPSHOT, SNAPSHOT_REVERT, DUMP, BACKUP, SNAPSHOT_DELETE
    }

    private final boolean lengthy;
    private final Operation operation;
    private final Set<Job> lets;

    Job() {
        this.lengthy = false;
        this.operation = Operation.UNKNOWN;
        this.lets = Set.of();
    }

    Job(Operation operation, Job... lets) {
        this.lengthy = true;
        this.operation = operation;
        this.lets = Set.of(lets);
    }

    public boolean lengthy() {
        return lengthy;
    }

    public Operation operation() {
        return operation;
    }

    /** Whether {@code other} may have its turn while this one goes on. */
    boolean lets(Job other) {
        return lets.contains(other);
    }
}
