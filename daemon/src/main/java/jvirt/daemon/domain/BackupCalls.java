package jvirt.daemon.domain;

import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.rpc.call.Nothing.NOTHING;

import jvirt.api.snapshot.Backup;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.backup.Backups;
import jvirt.rpc.call.DomainBackupCall;
import jvirt.rpc.server.Calls;

/** Answers the procedures on backups. */
final class BackupCalls {
    /** {@code VIR_DOMAIN_BACKUP_BEGIN_REUSE_EXTERNAL}. */
    private static final int REUSE_EXTERNAL = 1;

    private final Domains domains;
    private final Backups backups;

    BackupCalls(Domains domains, Backups backups) {
        this.domains = domains;
        this.backups = backups;
    }

    void register(Calls calls) {
        calls.on(DomainBackupCall.Begin.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), REUSE_EXTERNAL, "qemuBackupBegin");
            Validation.ofHost().check("domainbackup", call.backupXml(), () -> Backup.request(call.backupXml(), 0));
            call.checkpointXml().ifPresent(CheckpointCalls::validate);
            backups.begin(domains.of(call.dom()), call.backupXml(), call.checkpointXml(), call.flags());
            return NOTHING;
        });
        calls.on(DomainBackupCall.GetXmlDesc.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuBackupGetXMLDesc");
            return new DomainBackupCall.XmlRet(backups.of(domains.of(call.dom())).format());
        });
    }
}
