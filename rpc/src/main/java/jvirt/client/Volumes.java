package jvirt.client;

import jvirt.rpc.call.StorageVolumeCall;

/** Volumes, found without their pool. */
public final class Volumes {
    private final Connection connection;

    Volumes(Connection connection) {
        this.connection = connection;
    }

    public Volume withKey(String key) {
        return new Volume(connection, connection.call(new StorageVolumeCall.LookupByKey(key)).vol());
    }

    public Volume withPath(String path) {
        return new Volume(connection, connection.call(new StorageVolumeCall.LookupByPath(path)).vol());
    }
}
