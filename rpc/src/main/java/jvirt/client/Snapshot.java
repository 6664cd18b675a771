package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainSnapshotCall;
import jvirt.rpc.call.WireSnapshot;

/** A snapshot of a machine. */
public final class Snapshot {
    private final Connection connection;
    private final WireSnapshot wire;

    Snapshot(Connection connection, WireSnapshot wire) {
        this.connection = connection;
        this.wire = wire;
    }

    public String name() {
        return wire.name();
    }

    @Override public String toString() {
        return wire.name();
    }

    public String xml(int flags) {
        return connection.call(new DomainSnapshotCall.GetXmlDesc(wire, flags)).xml();
    }

    /** The snapshot on which this one was made, unless it is a root. */
    public Optional<Snapshot> parent() {
        try {
            return Optional.of(new Snapshot(connection, connection.call(new DomainSnapshotCall.GetParent(wire, 0)).snap()));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN_SNAPSHOT) return Optional.empty();
            throw e;
        }
    }

    /** Those made on it that pass {@code filter}. */
    public List<Snapshot> children(int filter) {
        List<Snapshot> all = new ArrayList<>();
        for (var child : connection.call(new DomainSnapshotCall.ListAllChildren(wire, 1, filter)).snapshots()) {
            all.add(new Snapshot(connection, child));
        }
        return all;
    }

    public int childCount(int filter) {
        return connection.call(new DomainSnapshotCall.NumChildren(wire, filter)).num();
    }

    public boolean isCurrent() {
        return connection.call(new DomainSnapshotCall.IsCurrent(wire, 0)).current() == 1;
    }

    public boolean hasMetadata() {
        return connection.call(new DomainSnapshotCall.HasMetadata(wire, 0)).metadata() == 1;
    }

    public void delete(int flags) {
        connection.call(new DomainSnapshotCall.Delete(wire, flags));
    }

    /** Takes the machine back to it. */
    public void revert(int flags) {
        connection.call(new DomainCall.RevertToSnapshot(wire, flags));
    }
}
