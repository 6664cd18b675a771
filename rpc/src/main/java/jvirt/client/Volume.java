package jvirt.client;

import jvirt.rpc.call.StoragePoolCall;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.WireVolume;
import jvirt.rpc.client.Stream;

/** A volume of a storage pool. */
public final class Volume {
    private final Connection connection;
    private final WireVolume wire;

    Volume(Connection connection, WireVolume wire) {
        this.connection = connection;
        this.wire = wire;
    }

    /** The volume as calls name it. */
    public WireVolume wire() {
        return wire;
    }

    public String name() {
        return wire.name();
    }

    public String key() {
        return wire.key();
    }

    @Override public String toString() {
        return wire.name();
    }

    /** {@code virStorageVolType} and sizes in bytes. */
    public record Info(int type, long capacity, long allocation) {}

    public Info info(int flags) {
        var info = flags == 0 ? connection.call(new StorageVolumeCall.GetInfo(wire))
                : connection.call(new StorageVolumeCall.GetInfoFlags(wire, flags));
        return new Info(info.type(), info.capacity(), info.allocation());
    }

    public String path() {
        return connection.call(new StorageVolumeCall.GetPath(wire)).name();
    }

    public String xml() {
        return connection.call(new StorageVolumeCall.GetXmlDesc(wire, 0)).xml();
    }

    public Pool pool() {
        return new Pool(connection, connection.call(new StoragePoolCall.LookupByVolume(wire)).pool());
    }

    public void delete(int flags) {
        connection.call(new StorageVolumeCall.Delete(wire, flags));
    }

    public void resize(long capacity, int flags) {
        connection.call(new StorageVolumeCall.Resize(wire, capacity, flags));
    }

    /** Overwrites it: {@code virStorageVolWipeAlgorithm}. */
    public void wipe(int algorithm) {
        if (algorithm == 0) connection.call(new StorageVolumeCall.Wipe(wire, 0));
        else connection.call(new StorageVolumeCall.WipePattern(wire, algorithm, 0));
    }

    /** A stream whose bytes become the volume's from {@code offset}; at most {@code length} of them, unless that is 0. */
    public Stream upload(long offset, long length, int flags) {
        Stream stream = connection.stream();
        connection.call(new StorageVolumeCall.Upload(wire, offset, length, flags), stream);
        return stream;
    }

    /** A stream of the volume's bytes from {@code offset}; {@code length} of them, all with 0. */
    public Stream download(long offset, long length, int flags) {
        Stream stream = connection.stream();
        connection.call(new StorageVolumeCall.Download(wire, offset, length, flags), stream);
        return stream;
    }
}
