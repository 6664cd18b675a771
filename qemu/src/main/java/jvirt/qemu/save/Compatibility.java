package jvirt.qemu.save;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.DOMAIN;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Interface;
import jvirt.qemu.Completion;

/** Whether another definition shows a guest that runs the same hardware. */
public final class Compatibility {
    private Compatibility() {}

    /** Another definition of the very same guest, or libvirt's error: what the guest sees must not change under it. */
    public static Domain same(Domain now, String document, Completion completion) {
        Domain next = completion.reload(document);
        if (!next.uuid().equals(now.uuid())) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain uuid %s does not match source %s", next.uuid(), now.uuid());
        }
        if (!next.name().equals(now.name())) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain name '%s' does not match source '%s'", next.name(), now.name());
        }
        check(now, next);
        return next;
    }

    private static void check(Domain now, Domain next) {
        same("virt type", now.type(), next.type());
        same("architecture", now.os().type().arch(), next.os().type().arch());
        same("OS type", now.os().type().name(), next.os().type().name());
        if (!now.os().type().machine().equals(next.os().type().machine())) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain machine type '%s' does not match source '%s'",
                    next.os().type().machine().orElse(""), now.os().type().machine().orElse(""));
        }
        long memoryNow = now.memory().map(memory -> memory.size().kib()).orElse(0L);
        long memoryNext = next.memory().map(memory -> memory.size().kib()).orElse(0L);
        if (memoryNow != memoryNext) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain max memory %d does not match source %d", memoryNext, memoryNow);
        }
        same("vCPU max", now.vcpu().maximum(), next.vcpu().maximum());
        devices("disk", now.devices().disks(), next.devices().disks());
        devices("controller", sorted(now.devices().controllers()), sorted(next.devices().controllers()));
        devices("net card", now.devices().interfaces(), next.devices().interfaces());
        devices("filesystem", now.devices().filesystems(), next.devices().filesystems());
        devices("video card", now.devices().videos(), next.devices().videos());
        devices("serial port", now.devices().serials(), next.devices().serials());
        devices("channel", now.devices().channels(), next.devices().channels());
        devices("host device", now.devices().hostdevs(), next.devices().hostdevs());
    }

    /** Controllers are told apart by kind and number, wherever they stand in the document. */
    private static List<Controller> sorted(List<Controller> controllers) {
        return controllers.stream().sorted(Comparator.comparing(Controller::type)
                .thenComparing(controller -> controller.index().orElse(0))
                .thenComparing(controller -> controller.model().orElse(""))).toList();
    }

    private static void same(String what, Object now, Object next) {
        if (Objects.equals(now, next)) return;
        throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain %s %s does not match source %s", what, text(next), text(now));
    }

    private static Object text(Object value) {
        return value instanceof Optional<?> optional ? optional.map(Object.class::cast).orElse("") : value;
    }

    private static void devices(String what, List<? extends Device> now, List<? extends Device> next) {
        if (now.size() != next.size()) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target domain %s count %d does not match source %d", what, next.size(), now.size());
        }
        for (int i = 0; i < now.size(); i++) {
            Device one = now.get(i);
            Device other = next.get(i);
            if (one.address().isPresent() && other.address().isPresent() && !one.address().equals(other.address())) {
                throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target device address of %s %s does not match source", what,
                        other.alias().orElse(Integer.toString(i)));
            }
            if (one instanceof Disk disk && other instanceof Disk changed && !disk.target().dev().equals(changed.target().dev())) {
                throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target disk %s does not match source %s", changed.target().dev(),
                        disk.target().dev());
            }
            if (one instanceof Interface nic && other instanceof Interface changed
                    && !nic.mac().map(Interface.Mac::address).equals(changed.mac().map(Interface.Mac::address))) {
                throw DOMAIN.error(CONFIG_UNSUPPORTED, "Target network card mac %s does not match source %s",
                        changed.mac().map(Interface.Mac::address).orElse(""), nic.mac().map(Interface.Mac::address).orElse(""));
            }
        }
    }
}
