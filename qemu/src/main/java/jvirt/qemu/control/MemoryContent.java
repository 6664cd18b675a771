package jvirt.qemu.control;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import jvirt.host.Descriptor;
import jvirt.host.Libc;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.Monitor;

/** What is in a guest's memory. */
public final class MemoryContent {
    private MemoryContent() {}

    /**
     * Part of it.
     *
     * @param virtual as the first processor sees it, else as it lies in the machine
     */
    public static byte[] read(Vm vm, boolean virtual, long offset, int size) {
        try (var _ = vm.jobs().begin(Job.QUERY, "virDomainMemoryPeek")) {
            Monitor monitor = vm.running().qemu().monitor();
            // QEMU writes through a descriptor of ours: its account needs no right to any folder
            Path file = Files.createTempFile("jvirt-memory", null);
            try (Descriptor out = Libc.open(file.toString(), Libc.O_WRONLY, 0)) {
                DeviceCommand.FdAdded set = monitor.call(new DeviceCommand.AddFd(Optional.empty(), Optional.of("memory")), out.number());
                try {
                    String name = "/dev/fdset/" + set.set();
                    monitor.call(virtual ? new MachineCommand.Memsave(offset, size, name)
                            : new MachineCommand.Pmemsave(offset, size, name));
                } finally {
                    monitor.call(new DeviceCommand.RemoveFd(set.set(), Optional.empty()));
                }
                return Arrays.copyOf(Files.readAllBytes(file), size);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw QEMU.error(OPERATION_FAILED, e, "failed to read the guest's memory: %s", e.getMessage());
        }
    }
}
