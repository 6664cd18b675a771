package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.StoragePoolCall;
import jvirt.rpc.call.WirePool;

/** The storage pools of a host. */
public final class Pools {
    private final Connection connection;

    Pools(Connection connection) {
        this.connection = connection;
    }

    private Pool of(WirePool wire) {
        return new Pool(connection, wire);
    }

    public Pool named(String name) {
        return of(connection.call(new StoragePoolCall.LookupByName(name)).pool());
    }

    public Pool withUuid(UUID uuid) {
        return of(connection.call(new StoragePoolCall.LookupByUuid(uuid)).pool());
    }

    /** The pool whose target is this folder. */
    public Pool withTarget(String path) {
        return of(connection.call(new StoragePoolCall.LookupByTargetPath(path)).pool());
    }

    /** Those that pass {@code filter}, {@code VIR_CONNECT_LIST_STORAGE_POOLS_*}. */
    public List<Pool> list(int filter) {
        List<Pool> all = new ArrayList<>();
        for (WirePool wire : connection.call(new ConnectCall.ListAllStoragePools(1, filter)).pools()) all.add(of(wire));
        return all;
    }

    public Pool define(String xml, int flags) {
        return of(connection.call(new StoragePoolCall.DefineXml(xml, flags)).pool());
    }

    public Pool create(String xml, int flags) {
        return of(connection.call(new StoragePoolCall.CreateXml(xml, flags)).pool());
    }

    /** What there is to make a pool of, as XML. */
    public String findSources(String type, Optional<String> where) {
        return connection.call(new ConnectCall.FindStoragePoolSources(type, where, 0)).xml();
    }
}
