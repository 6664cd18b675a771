package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import jvirt.api.ErrorDomain;
import jvirt.api.domain.Domain;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Graphics;

/** What must hold of a machine as a whole before a command line is made of it. */
final class Checks {
    private Checks() {}

    static void check(Domain domain, CommandLine.Start start) {
        if (!start.privileged()) session(domain);
        boolean twice = domain.devices().graphics().stream().map(Graphics::getClass).distinct().count()
                < domain.devices().graphics().size();
        if (twice) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "only 1 graphics device of each type (sdl, vnc, spice, headless, dbus) is supported");
        }
        if (domain.type() == VirtType.XEN || domain.os().type().name().equals("xen")) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "qemu emulator '%s' does not support xen",
                    domain.devices().emulator().map(Object::toString).orElse(""));
        }
    }

    /** An ordinary user has no control groups. */
    private static void session(Domain domain) {
        if (domain.memtune().isPresent()) throw unavailable("Memory");
        if (domain.blkiotune().flatMap(tune -> tune.weight()).isPresent()) throw unavailable("Block I/O");
        boolean limited = domain.cputune().filter(tune -> tune.shares().isPresent() || tune.period().isPresent()
                || tune.quota().isPresent() || tune.globalPeriod().isPresent() || tune.globalQuota().isPresent()
                || tune.emulatorPeriod().isPresent() || tune.emulatorQuota().isPresent()
                || tune.iothreadPeriod().isPresent() || tune.iothreadQuota().isPresent()).isPresent();
        if (limited) throw unavailable("CPU");
    }

    private static RuntimeException unavailable(String what) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "%s tuning is not available in session mode", what);
    }
}
