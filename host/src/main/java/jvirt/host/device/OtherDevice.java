package jvirt.host.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Mdev;
import jvirt.api.nodedev.Capability.MdevType;

/** Graphics nodes, mediated devices and vDPA devices. */
final class OtherDevice {
    /** A DRM node's kind by its minor number divided by 64, drm/drm_drv.h. */
    private static final List<String> DRM_KINDS = List.of("primary", "control", "render");

    private OtherDevice() {}

    static Optional<Capability> describeDrm(Sysfs device) {
        return device.property("MINOR").flatMap(minor -> Sysfs.parse(minor, 10)).map(minor -> (int) (minor / 64))
                .filter(kind -> kind < DRM_KINDS.size()).map(kind -> new Capability.Drm(DRM_KINDS.get(kind)));
    }

    static Optional<Capability> describeMdev(Sysfs device) {
        Optional<String> type = device.link("mdev_type");
        if (type.isEmpty()) return Optional.empty();
        return Optional.of(new Mdev(new Mdev.Type(type.get()), Optional.of(UUID.fromString(device.name())),
                Optional.of(device.folder().getParent().getFileName().toString()),
                device.link("iommu_group").flatMap(number -> Sysfs.parse(number, 10)).map(number -> new Mdev.Group(number.intValue())),
                List.of()));
    }

    /** What mediated devices a parent can make. */
    static List<MdevType> mdevTypes(Sysfs device) {
        List<MdevType> types = new ArrayList<>();
        for (String type : device.entries("mdev_supported_types")) {
            String at = "mdev_supported_types/" + type + "/";
            types.add(new MdevType(type, device.text(at + "name"), device.text(at + "device_api").orElse(""),
                    device.number(at + "available_instances", 10).map(Long::intValue).orElse(0)));
        }
        return types;
    }

    static Optional<Capability> describeVdpa(Sysfs device) {
        return device.entries(".").stream().filter(name -> name.startsWith("vhost-vdpa")).findFirst()
                .map(name -> new Capability.Vdpa("/dev/" + name));
    }
}
