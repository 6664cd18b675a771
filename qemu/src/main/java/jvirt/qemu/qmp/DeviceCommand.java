package jvirt.qemu.qmp;

import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.Key;
import jvirt.api.json.Rest;

/** Commands that plug and unplug: devices, their objects, host ends and descriptors. */
public sealed interface DeviceCommand<R> extends Command<R> {
    /** The options are those of {@code -device}. */
    @Qmp("device_add") record DeviceAdd(@Rest Json.Obj options) implements DeviceCommand<Nothing> {}
    /** QEMU asks the guest; the device is gone with the event {@code DEVICE_DELETED}. */
    @Qmp("device_del") record DeviceDel(String id) implements DeviceCommand<Nothing> {}
    @Qmp("object-add") record ObjectAdd(@Rest Json.Obj options) implements DeviceCommand<Nothing> {}
    @Qmp("object-del") record ObjectDel(String id) implements DeviceCommand<Nothing> {}
    @Qmp("netdev_add") record NetdevAdd(@Rest Json.Obj options) implements DeviceCommand<Nothing> {}
    @Qmp("netdev_del") record NetdevDel(String id) implements DeviceCommand<Nothing> {}
    @Qmp("set_link") record SetLink(String name, boolean up) implements DeviceCommand<Nothing> {}
    @Qmp("announce-self") record AnnounceSelf(long initial, long max, int rounds, long step) implements DeviceCommand<Nothing> {}
    @Qmp("chardev-add") record ChardevAdd(String id, Json.Obj backend) implements DeviceCommand<ChardevAdded> {}
    @Qmp("chardev-change") record ChardevChange(String id, Json.Obj backend) implements DeviceCommand<ChardevAdded> {}
    @Qmp("chardev-remove") record ChardevRemove(String id) implements DeviceCommand<Nothing> {}
    @Qmp("query-chardev") record QueryChardev() implements DeviceCommand<List<Chardev>> {}
    @Qmp("query-pci") record QueryPci() implements DeviceCommand<List<Json.Obj>> {}

    /** Names a descriptor that comes with the command; the name is known to this conversation alone. */
    @Qmp("getfd") record GetFd(String fdname) implements DeviceCommand<Nothing> {}
    @Qmp("closefd") record CloseFd(String fdname) implements DeviceCommand<Nothing> {}
    /** Puts a descriptor that comes with the command into a set: {@code /dev/fdset/N} is its path. */
    @Qmp("add-fd") record AddFd(@Key("fdset-id") Optional<Integer> set, Optional<String> opaque) implements DeviceCommand<FdAdded> {}
    @Qmp("remove-fd") record RemoveFd(@Key("fdset-id") int set, Optional<Integer> fd) implements DeviceCommand<Nothing> {}
    @Qmp("query-fdsets") record QueryFdsets() implements DeviceCommand<List<Json.Obj>> {}

    /** The terminal that a new {@code pty} got. */
    record ChardevAdded(Optional<String> pty) {}

    /** A character device; {@code filename} is {@code pty:/dev/pts/4} for a terminal. */
    record Chardev(String label, String filename, boolean frontendOpen) {}

    record FdAdded(@Key("fdset-id") int set, int fd) {}
}
