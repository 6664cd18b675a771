package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import jvirt.api.json.Json;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/** What a client may change while a machine is sent, or before it is. */
public final class Controls {
    private final Vm vm;

    public Controls(Vm vm) {
        this.vm = vm;
    }

    private void set(String parameter, long value, String caller) {
        try (var _ = vm.jobs().begin(Job.MIGRATION_OP, caller)) {
            Monitor monitor = vm.running().qemu().monitor();
            monitor.call(new MigrationCommand.SetParameters(Json.object().with(parameter, value)));
        }
    }

    private long get(String parameter, String caller) {
        try (var _ = vm.jobs().begin(Job.QUERY, caller)) {
            return Sending.parameters(vm.running().qemu().monitor()).findNumber(parameter).orElse(0L);
        }
    }

    public void setMaxDowntime(long milliseconds) {
        set("downtime-limit", milliseconds, "virDomainMigrateSetMaxDowntime");
    }

    public long maxDowntime() {
        return get("downtime-limit", "virDomainMigrateGetMaxDowntime");
    }

    public void setCompressionCache(long bytes) {
        requireCompression("virDomainMigrateSetCompressionCache");
        set("xbzrle-cache-size", bytes, "virDomainMigrateSetCompressionCache");
    }

    public long compressionCache() {
        requireCompression("virDomainMigrateGetCompressionCache");
        return get("xbzrle-cache-size", "virDomainMigrateGetCompressionCache");
    }

    private void requireCompression(String caller) {
        try (var _ = vm.jobs().begin(Job.QUERY, caller)) {
            if (!Terms.supported(vm.running().qemu().monitor()).contains("xbzrle")) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "Compressed migration is not supported by QEMU binary");
            }
        }
    }

    /** The guest moves on at once, and what is not sent yet follows it. */
    public void startPostcopy() {
        try (var _ = vm.jobs().begin(Job.MIGRATION_OP, "virDomainMigrateStartPostCopy")) {
            Active active = vm.running();
            if (!active.leaving()) {
                throw QEMU.error(OPERATION_INVALID, "post-copy can only be started while outgoing migration is in progress");
            }
            if (active.moving().filter(move -> move.has(Flag.POSTCOPY)).isEmpty()) {
                throw QEMU.error(OPERATION_INVALID,
                        "switching to post-copy requires migration to be started with VIR_MIGRATE_POSTCOPY flag");
            }
            active.qemu().monitor().call(new MigrationCommand.StartPostcopy());
        }
    }
}
