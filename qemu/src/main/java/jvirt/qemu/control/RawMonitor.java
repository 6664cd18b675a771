package jvirt.qemu.control;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.host.Descriptor;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.MachineCommand;

/** A client's own words to QEMU. What they do to the machine, jvirt does not know. */
public final class RawMonitor {
    /** {@code VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP}. */
    public static final int FOR_PEOPLE = 1;
    /** A client may ask for something long. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private RawMonitor() {}

    /** QEMU's answer, as it is. */
    public static String pass(Vm vm, String command, int flags) {
        return pass(vm, command, flags, Optional.empty());
    }

    /** The same of a command that takes an open descriptor. */
    public static String pass(Vm vm, String command, int flags, Optional<Descriptor> file) {
        try (var _ = vm.jobs().begin(Job.QUERY, "virDomainQemuMonitorCommand")) {
            var monitor = vm.running().qemu().monitor();
            if ((flags & FOR_PEOPLE) != 0) return monitor.call(new MachineCommand.Human(command));
            try {
                return monitor.pass(Json.parse(command).asObject(), LIMIT, file.map(Descriptor::number)).toString();
            } catch (JsonException e) {
                throw QEMU.error(INVALID_ARG, e, "invalid QMP command: %s", e.getMessage());
            }
        }
    }

    /** The interrupt that no guest can mask. */
    public static void injectNmi(Vm vm) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainInjectNMI")) {
            vm.running().qemu().monitor().call(new MachineCommand.InjectNmi());
        }
    }
}
