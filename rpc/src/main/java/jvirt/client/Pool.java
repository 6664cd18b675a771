package jvirt.client;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import jvirt.rpc.call.StoragePoolCall;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.WirePool;
import jvirt.rpc.call.WireVolume;

/** A storage pool. */
public final class Pool {
    private final Connection connection;
    private final WirePool wire;

    Pool(Connection connection, WirePool wire) {
        this.connection = connection;
        this.wire = wire;
    }

    /** The pool as calls name it. */
    public WirePool wire() {
        return wire;
    }

    public String name() {
        return wire.name();
    }

    public UUID uuid() {
        return wire.uuid();
    }

    @Override public String toString() {
        return wire.name();
    }

    /** {@code virStoragePoolState} and sizes in bytes. */
    public record Info(int state, long capacity, long allocation, long available) {}

    public Info info() {
        var info = connection.call(new StoragePoolCall.GetInfo(wire));
        return new Info(info.state(), info.capacity(), info.allocation(), info.available());
    }

    public boolean active() {
        return connection.call(new StoragePoolCall.IsActive(wire)).active() == 1;
    }

    public boolean persistent() {
        return connection.call(new StoragePoolCall.IsPersistent(wire)).persistent() == 1;
    }

    public boolean autostart() {
        return connection.call(new StoragePoolCall.GetAutostart(wire)).autostart() != 0;
    }

    public void autostart(boolean on) {
        connection.call(new StoragePoolCall.SetAutostart(wire, on ? 1 : 0));
    }

    public String xml(int flags) {
        return connection.call(new StoragePoolCall.GetXmlDesc(wire, flags)).xml();
    }

    public void start(int flags) {
        connection.call(new StoragePoolCall.Create(wire, flags));
    }

    public void build(int flags) {
        connection.call(new StoragePoolCall.Build(wire, flags));
    }

    public void destroy() {
        connection.call(new StoragePoolCall.Destroy(wire));
    }

    public void delete(int flags) {
        connection.call(new StoragePoolCall.Delete(wire, flags));
    }

    public void undefine() {
        connection.call(new StoragePoolCall.Undefine(wire));
    }

    public void refresh() {
        connection.call(new StoragePoolCall.Refresh(wire, 0));
    }

    public int volumeCount() {
        return connection.call(new StoragePoolCall.NumOfVolumes(wire)).num();
    }

    public List<Volume> volumes() {
        List<Volume> all = new ArrayList<>();
        for (WireVolume one : connection.call(new StoragePoolCall.ListAllVolumes(wire, 1, 0)).vols()) {
            all.add(new Volume(connection, one));
        }
        return all;
    }

    public Volume volume(String name) {
        return new Volume(connection, connection.call(new StorageVolumeCall.LookupByName(wire, name)).vol());
    }

    public Volume createVolume(String xml, int flags) {
        return new Volume(connection, connection.call(new StorageVolumeCall.CreateXml(wire, xml, flags)).vol());
    }

    /** Makes a volume with the content of another. */
    public Volume createVolume(String xml, Volume from, int flags) {
        return new Volume(connection, connection.call(new StorageVolumeCall.CreateXmlFrom(wire, xml, from.wire(), flags)).vol());
    }
}
