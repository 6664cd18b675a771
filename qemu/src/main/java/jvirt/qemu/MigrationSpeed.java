package jvirt.qemu;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorDomain.QEMU;

import jvirt.api.json.Json;
import jvirt.qemu.qmp.MigrationCommand;

/**
 * How fast a machine's migration may go, in MiB a second. What is set of a running machine its QEMU keeps, of another its
 * daemon; the limit of the phase in which the guest already runs elsewhere ({@code postcopy}) is QEMU's alone.
 */
public record MigrationSpeed(Vm vm) {
    /** What QEMU takes at most, and what is not limited: {@code QEMU_DOMAIN_MIG_BANDWIDTH_MAX}, libvirt 9.0.0. */
    static final long UNLIMITED = Long.MAX_VALUE >> 20;
    private static final long MOST_POSTCOPY = -1L >>> 20;
    private static final String PRECOPY = "max-bandwidth";
    private static final String POSTCOPY = "max-postcopy-bandwidth";

    public long get(boolean postcopy) {
        if (!postcopy) return vm.migrationSpeed();
        try (var _ = vm.jobs().begin(Job.QUERY, "virDomainMigrateGetMaxSpeed")) {
            Json.Obj parameters = vm.running().qemu().monitor().call(new MigrationCommand.QueryParameters());
            return parameters.findNumber(POSTCOPY).orElseThrow(() -> QEMU.error(OPERATION_INVALID,
                    "querying maximum post-copy migration speed is not supported by QEMU binary")) >> 20;
        }
    }

    public void set(long mibPerSecond, boolean postcopy) {
        long most = postcopy ? MOST_POSTCOPY : UNLIMITED;
        if (Long.compareUnsigned(mibPerSecond, most) > 0) {
            throw QEMU.error(OVERFLOW, "bandwidth must be less than %s", Long.toUnsignedString(most + 1));
        }
        if (!postcopy && vm.active().isEmpty()) {
            vm.setMigrationSpeed(mibPerSecond);
            return;
        }
        try (var _ = vm.jobs().begin(Job.MIGRATION_OP, "virDomainMigrateSetMaxSpeed")) {
            vm.running().qemu().monitor().call(new MigrationCommand.SetParameters(
                    Json.object().with(postcopy ? POSTCOPY : PRECOPY, mibPerSecond << 20)));
            if (!postcopy) vm.setMigrationSpeed(mibPerSecond);
        }
    }
}
