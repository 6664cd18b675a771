package jvirt.qemu;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.host.Undo;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.hotplug.PlugSite;
import jvirt.qemu.process.StatusFile;

/** Brings up a QEMU for a machine, and finds one again. */
public interface Launcher {
    /**
     * What is to be started.
     *
     * @param id the running machine's number
     * @param incoming QEMU waits to be told from where it gets the guest's state, instead of booting
     * @param processor the guest's processor as it was made concrete on another host
     */
    record Plan(Domain definition, int id, boolean incoming, boolean resetNvram, Optional<Cpu> processor) {
        /** One that boots. */
        public static Plan boot(Domain definition, int id, boolean resetNvram) {
            return new Plan(definition, id, false, resetNvram, Optional.empty());
        }

        /** One that goes on from a state that was kept here. */
        public static Plan restore(Domain definition, int id, boolean resetNvram) {
            return new Plan(definition, id, true, resetNvram, Optional.empty());
        }
    }

    /**
     * A QEMU whose guest stands still.
     *
     * @param asked the processor that QEMU was asked for, where it gave another one
     */
    record Launched(Qemu qemu, Domain live, Optional<Cpu> asked) {}

    /**
     * Prepares the host, starts QEMU and talks to it. Every step adds to {@code undo} what takes it back once QEMU has ended;
     * the process itself is ended by the last of them.
     */
    Launched launch(Plan plan, Undo undo) throws InterruptedException;

    /** The QEMU of which a daemon before us left word, if it runs still and answers; one that does not answer is ended. */
    Optional<Qemu> find(StatusFile status);

    /** What the steps of a start by the daemon before us would have added is added. */
    void reclaim(StatusFile status, Undo undo);

    /** Ends whatever runs of a machine whose start the daemon before us did not finish. */
    void end(StatusFile status);

    /** These machines run: what other ones held when the daemon before us died is given back. */
    void forget(List<UUID> running);

    /** The administrator's scripts. */
    MachineHooks hooks();

    /** The machine goes on elsewhere with these disks: its end here does not touch their images. */
    void leave(UUID machine, List<Disk> disks);

    /** What the host does for devices that come while the guest runs. */
    PlugSite plugs();
}
