package jvirt.qemu.qmp;

import jvirt.api.json.Json;

/**
 * A command of QEMU's monitor: a record whose components are its arguments, named by {@link Qmp}, and {@code R} is what it
 * returns. The records are grouped by what they are about.
 *
 * @param <R> a record, a list of records, a string, a {@link jvirt.api.json.Json} value or {@link Nothing}
 */
public sealed interface Command<R> permits MachineCommand, ProbeCommand, DeviceCommand, BlockCommand, JobCommand, MigrationCommand {
    /** What is sent, but for its id. */
    default Json.Obj message() {
        return Form.message(this);
    }

    /** The empty object. */
    record Nothing() {}
}
