package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.host.Cgroup;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.launch.ControlGroups;
import jvirt.qemu.launch.HostLauncher;

/** The control group of a machine that runs: its files, in the words of either version of the kernel's interface. */
record Group(Cgroup cgroup) {
    static Group of(Active active) {
        return of(active.live(), active.qemu().pid());
    }

    static Group of(Domain live, int pid) {
        Cgroup cgroup = HostLauncher.cgroup(live, pid);
        ControlGroups.settle(cgroup);
        return new Group(cgroup);
    }

    /** The group, where this controller is at hand; libvirt's error else. */
    Group with(String controller, String name) {
        if (cgroup.folder(controller).filter(Files::isDirectory).isEmpty()) {
            throw QEMU.error(OPERATION_INVALID, "cgroup %s controller is not mounted", name);
        }
        return this;
    }

    boolean unified() {
        return cgroup.unified();
    }

    /** A part of the machine's threads. */
    Group part(String name, Iterable<Integer> threads) {
        Cgroup child = cgroup.child(name);
        try {
            child.make();
            for (int thread : threads) child.addThread(thread);
            return new Group(child);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to create %s: %s", child, e.getMessage());
        }
    }

    /** A part that was made before. */
    Optional<Group> part(String name) {
        Cgroup child = cgroup.child(name);
        return child.exists() ? Optional.of(new Group(child)) : Optional.empty();
    }

    Optional<String> read(String controller, String file) {
        return cgroup.file(controller, file).map(path -> {
            try {
                return Files.readString(path).strip();
            } catch (IOException e) {
                throw QEMU.error(SYSTEM_ERROR, e, "Unable to read from '%s': %s", path, e.getMessage());
            }
        });
    }

    void write(String controller, String file, String value) {
        Path path = cgroup.file(controller, file).orElseThrow(() ->
                QEMU.error(OPERATION_INVALID, "the host's kernel has no '%s' for %s", file, cgroup));
        try {
            Files.writeString(path, value);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Unable to write to '%s': %s", path, e.getMessage());
        }
    }
}
