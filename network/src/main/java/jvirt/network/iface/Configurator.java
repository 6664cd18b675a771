package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** What brings the host's interfaces up at its start, and keeps how they shall be: one of the distribution's programs. */
interface Configurator {
    /** The folders and files that hold the definitions: what a transaction keeps. */
    List<Path> places();

    /** The same, of what lies below another root. */
    Configurator at(Path root);

    /** All that is defined and that a document can say. */
    List<Setting> settings() throws IOException;

    /**
     * Keeps these, in place of what was kept of the same names, and no longer keeps {@code gone}. What a file says of an
     * interface beyond a document's words stays. Nothing is started or stopped.
     */
    void keep(List<Setting> settings, Set<String> gone) throws IOException, InterruptedException;

    /** Brings an interface up as it is defined, with its {@code ports}. */
    void start(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException;

    void stop(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException;

    /** Runs a program and answers what it says. */
    @FunctionalInterface
    interface Commands {
        String run(String... words) throws IOException, InterruptedException;
    }
}
