package jvirt.cli.snapshot;

import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Invocation;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainBackupCall;

/** Backups of running machines. */
public final class Backups extends Commands {
    @Override public String table() {
        return """
            backup-begin: begin to copy the disks of a running machine
              <domain>
              backupxml=  file with the XML of the backup
              checkpointxml=  file with the XML of a checkpoint to make with it
              --reuse-external  into files that there are
            backup-dumpxml: print what a backup does
              <domain> xpath=! --wrap
            """;
    }

    @Override public void run(String command, Invocation in) {
        Domain domain = in.domain();
        switch (command) {
            case "backup-begin" -> {
                String backup = in.text("backupxml").map(in::read).orElse("<domainbackup/>");
                Optional<String> checkpoint = in.text("checkpointxml").map(in::read);
                in.call(new DomainBackupCall.Begin(domain.wire(), backup, checkpoint, in.flag("reuse-external", 1)));
                in.out().line("Backup started");
            }
            case "backup-dumpxml" -> in.printXml(in.call(new DomainBackupCall.GetXmlDesc(domain.wire(), 0)).xml());
            default -> throw undeclared(command);
        }
    }
}
