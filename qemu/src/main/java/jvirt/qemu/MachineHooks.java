package jvirt.qemu;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.host.Hooks;
import jvirt.host.Hooks.Happening;
import jvirt.host.Hooks.Kind;
import jvirt.host.Hooks.Phase;

/**
 * What the administrator's scripts hear of machines: {@code hooks/qemu}. One that refuses what begins keeps it from being done;
 * of what has ended they only hear.
 */
public record MachineHooks(Hooks scripts) {
    public static final MachineHooks NONE = new MachineHooks(Hooks.NONE);
    /** The running machine's document, without its secrets. */
    private static final View SHOWN = new View(true, false);

    private void begin(String operation, Domain domain) {
        scripts.tell(Kind.QEMU, new Happening(domain.name(), operation, Phase.BEGIN), () -> domain.format(SHOWN));
    }

    private void end(String operation, Domain domain) {
        scripts.report(Kind.QEMU, new Happening(domain.name(), operation, Phase.END),
                () -> domain.with(draft -> draft.id = Optional.empty()).format(SHOWN));
    }

    /** A machine is about to be started: nothing is prepared for it. */
    public void prepare(Domain domain) {
        begin("prepare", domain);
    }

    /** All is prepared, and QEMU about to be called. */
    public void start(Domain live) {
        begin("start", live);
    }

    /** The guest runs, or stands still where that was wanted. */
    public void started(Domain live) {
        begin("started", live);
    }

    /** A daemon that was started anew has found it running. */
    public void reconnect(Domain live) {
        begin("reconnect", live);
    }

    /** QEMU has ended. */
    public void stopped(Domain live) {
        end("stopped", live);
    }

    /** All that it had of the host is given back. */
    public void release(Domain live) {
        end("release", live);
    }

    /** A saved machine is about to be restored: what scripts say is its document. */
    public Optional<String> restore(String name, String document) {
        return scripts.ask(Kind.QEMU, new Happening(name, "restore", Phase.BEGIN), () -> document);
    }

    /** A guest is about to come from another host: what scripts say is its document. */
    public Optional<String> migrate(Domain coming) {
        return scripts.ask(Kind.QEMU, new Happening(coming.name(), "migrate", Phase.BEGIN), () -> coming.format(View.INACTIVE));
    }
}
