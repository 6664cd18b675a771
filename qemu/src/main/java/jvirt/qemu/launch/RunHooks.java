package jvirt.qemu.launch;

import jvirt.api.domain.Domain;
import jvirt.host.Undo;
import jvirt.qemu.MachineHooks;

/** What scripts hear of one run of a machine: whatever was prepared is told stopped, once, and last of all released. */
final class RunHooks {
    private final MachineHooks hooks;
    private Domain domain;
    private boolean told;

    private RunHooks(MachineHooks hooks, Domain domain) {
        this.hooks = hooks;
        this.domain = domain;
    }

    /** Before anything is done for it. */
    static RunHooks prepare(MachineHooks hooks, Domain starting, Undo undo) {
        RunHooks run = new RunHooks(hooks, starting);
        undo.add("tell scripts that " + starting.name() + " is released", () -> hooks.release(run.domain));
        run.addStop(undo);
        hooks.prepare(starting);
        return run;
    }

    /** Of a machine that the daemon before us started. */
    static RunHooks reclaim(MachineHooks hooks, Domain live, Undo undo) {
        RunHooks run = new RunHooks(hooks, live);
        undo.add("tell scripts that " + live.name() + " is released", () -> hooks.release(live));
        return run;
    }

    /** Before QEMU is called; from here on they hear of the end before anything is given back. */
    void start(Domain live, Undo undo) {
        domain = live;
        addStop(undo);
        hooks.start(live);
    }

    /** What is taken back before this step was added later: that of the process. */
    void addStop(Undo undo) {
        undo.add("tell scripts that " + domain.name() + " has stopped", this::stopped);
    }

    private void stopped() {
        if (told) return;
        told = true;
        hooks.stopped(domain);
    }
}
