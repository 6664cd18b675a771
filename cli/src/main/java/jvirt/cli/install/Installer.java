package jvirt.cli.install;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import jvirt.cli.Output;
import jvirt.cli.osinfo.OsDatabase;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** {@code jvirt install} for a program: the same words, the same guest. What is wrong is an {@link InstallException}. */
public final class Installer {
    private final Installation installation;

    /**
     * Reads the words and plans; nothing is changed yet.
     *
     * @param words the arguments after {@code install}
     * @param rehearsal nothing will be: a pool that would have to be made is imagined
     * @param notes hears of what is odd
     */
    public Installer(Connection connection, List<String> words, boolean rehearsal, Consumer<String> notes) {
        Arguments options = InstallOptions.parse(words, notes::accept);
        ConnectionFacts facts = new ConnectionFacts(connection, notes::accept, rehearsal);
        InstallPlan plan = new InstallPlan(options, facts, OsDatabase.ofSystem());
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        installation = new Installation(options, connection, facts, plan, new Output(nowhere, nowhere));
    }

    /** The document of the guest as it will be once it is installed. */
    public String document() {
        return installation.rehearse().last().toXml();
    }

    /** Makes the volumes and the guest, and boots it. What fails leaves nothing behind. */
    public Domain begin() {
        return installation.begin();
    }
}
