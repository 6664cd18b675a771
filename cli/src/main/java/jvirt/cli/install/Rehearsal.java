package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import jvirt.cli.osinfo.OsDatabase;

/** {@code jvirt install --print-xml} without a daemon: a command line made into documents from facts that are given. */
public final class Rehearsal {
    private Rehearsal() {}

    /** The documents that {@code arguments}, without the command's name, ask to be printed. */
    public static String print(List<String> arguments, Facts facts, OsDatabase systems) {
        Arguments options = InstallOptions.parse(arguments, facts);
        InstallPlan plan = new InstallPlan(options, facts, systems);
        return plan.documents(Optional.empty(), Optional.empty()).print(options.get("print-xml").orElse("all"));
    }
}
