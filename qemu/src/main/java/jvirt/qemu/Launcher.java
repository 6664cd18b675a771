package jvirt.qemu;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.host.Descriptor;
import jvirt.host.Undo;
import jvirt.qemu.process.Qemu;

/** Brings up a QEMU for a machine, and finds one again. */
public interface Launcher {
    /**
     * What is to be started.
     *
     * @param incoming from where QEMU reads the guest's state, instead of booting
     */
    record Plan(Domain definition, Optional<Descriptor> incoming, boolean resetNvram) {}

    /** A QEMU whose guest stands still. */
    record Launched(Qemu qemu, Domain live) {}

    /**
     * Prepares the host, starts QEMU and talks to it. Every step adds to {@code undo} what takes it back once QEMU has ended;
     * the process itself is ended by the last of them.
     */
    Launched launch(Plan plan, Undo undo) throws InterruptedException;

    /** A QEMU that runs still: what the steps of its start would have added is added. */
    void reclaim(Qemu qemu, Domain live, Undo undo);
}
