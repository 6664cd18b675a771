package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainSnapshotCall;
import jvirt.rpc.call.WireSnapshot;

/** The snapshots of a machine. */
public final class Snapshots {
    private final Connection connection;
    private final Domain domain;

    Snapshots(Connection connection, Domain domain) {
        this.connection = connection;
        this.domain = domain;
    }

    private Snapshot of(WireSnapshot wire) {
        return new Snapshot(connection, wire);
    }

    /** The snapshot of this name. */
    public Snapshot named(String name) {
        return of(connection.call(new DomainSnapshotCall.LookupByName(domain.wire(), name, 0)).snap());
    }

    /** Whether the machine has a current snapshot. */
    public boolean hasCurrent() {
        return connection.call(new DomainCall.HasCurrentSnapshot(domain.wire(), 0)).result() == 1;
    }

    /** The snapshot on which the machine stands. */
    public Snapshot current() {
        return of(connection.call(new DomainSnapshotCall.Current(domain.wire(), 0)).snap());
    }

    /** Makes one. */
    public Snapshot create(String xml, int flags) {
        return of(connection.call(new DomainSnapshotCall.CreateXml(domain.wire(), xml, flags)).snap());
    }

    /** How many pass {@code filter}, {@code VIR_DOMAIN_SNAPSHOT_LIST_*}. */
    public int count(int filter) {
        return connection.call(new DomainSnapshotCall.Num(domain.wire(), filter)).num();
    }

    /** Those that pass {@code filter}. */
    public List<Snapshot> list(int filter) {
        List<Snapshot> all = new ArrayList<>();
        for (var wire : connection.call(new DomainSnapshotCall.ListAllSnapshots(domain.wire(), 1, filter)).snapshots()) {
            all.add(of(wire));
        }
        return all;
    }
}
