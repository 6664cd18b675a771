package jvirt.qemu.device;

import java.util.Optional;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Iotune;
import jvirt.api.json.Json;

/**
 * Groups of disks that are held back together, {@code <throttlegroups>}: an object for each group, and on top of the nodes of a
 * disk that is in some of them, a node for each.
 */
public final class ThrottleGroups {
    private ThrottleGroups() {}

    /** How the group is called among QEMU's objects. */
    public static String id(String group) {
        return "throttle-" + group;
    }

    /** The object that holds a group's disks back. */
    public static Part.Thing object(Iotune group) {
        return new Part.Thing(Props.object("throttle-group", id(group.groupName().orElse(""))).json().with("limits", limits(group)));
    }

    /** What the group may do in a second, in the words of QEMU's {@code ThrottleLimits}. */
    public static Json.Obj limits(Iotune group) {
        Json.Obj limits = Json.object();
        limits = with(limits, "bps-total", group.totalBytesSec());
        limits = with(limits, "bps-read", group.readBytesSec());
        limits = with(limits, "bps-write", group.writeBytesSec());
        limits = with(limits, "iops-total", group.totalIopsSec());
        limits = with(limits, "iops-read", group.readIopsSec());
        limits = with(limits, "iops-write", group.writeIopsSec());
        limits = with(limits, "bps-total-max", group.totalBytesSecMax());
        limits = with(limits, "bps-read-max", group.readBytesSecMax());
        limits = with(limits, "bps-write-max", group.writeBytesSecMax());
        limits = with(limits, "iops-total-max", group.totalIopsSecMax());
        limits = with(limits, "iops-read-max", group.readIopsSecMax());
        limits = with(limits, "iops-write-max", group.writeIopsSecMax());
        limits = with(limits, "bps-total-max-length", group.totalBytesSecMaxLength());
        limits = with(limits, "bps-read-max-length", group.readBytesSecMaxLength());
        limits = with(limits, "bps-write-max-length", group.writeBytesSecMaxLength());
        limits = with(limits, "iops-total-max-length", group.totalIopsSecMaxLength());
        limits = with(limits, "iops-read-max-length", group.readIopsSecMaxLength());
        limits = with(limits, "iops-write-max-length", group.writeIopsSecMaxLength());
        return with(limits, "iops-size", group.sizeIopsSec());
    }

    /** What is not limited is said too: the object may have had a limit. A length is only said of a burst that is allowed. */
    private static Json.Obj with(Json.Obj limits, String name, Optional<Long> value) {
        if (name.endsWith("-length") && value.isEmpty()) return limits;
        return limits.with(name, value.orElse(0L));
    }

    /** The node of a disk's filter; the first is nearest to the image. */
    static String node(Disk disk, int filter) {
        return "libvirt-thr-" + disk.target().dev() + "-" + filter;
    }
}
