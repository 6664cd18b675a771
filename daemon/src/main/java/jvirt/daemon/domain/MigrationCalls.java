package jvirt.daemon.domain;

import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import jvirt.daemon.connect.Flags;
import jvirt.qemu.MigrationSpeed;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.server.Calls;

/** Tells and changes how machines' migrations go, for clients. */
final class MigrationCalls {
    /** {@code VIR_DOMAIN_MIGRATE_MAX_SPEED_POSTCOPY}. */
    private static final int POSTCOPY = 1;

    private final Domains domains;

    MigrationCalls(Domains domains) {
        this.domains = domains;
    }

    void register(Calls calls) {
        calls.on(MigrationCall.SetMaxSpeed.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), POSTCOPY, "qemuDomainMigrateSetMaxSpeed");
            new MigrationSpeed(domains.of(call.dom())).set(call.bandwidth(), has(call.flags(), POSTCOPY));
            return NOTHING;
        });
        calls.on(MigrationCall.GetMaxSpeed.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), POSTCOPY, "qemuDomainMigrateGetMaxSpeed");
            return new MigrationCall.BandwidthRet(new MigrationSpeed(domains.of(call.dom())).get(has(call.flags(), POSTCOPY)));
        });
    }
}
