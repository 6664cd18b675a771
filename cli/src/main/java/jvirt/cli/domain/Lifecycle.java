package jvirt.cli.domain;

import java.util.List;
import java.util.Optional;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;

/** Starting and stopping machines. */
public final class Lifecycle extends Commands {
    private static final List<String> MODES = List.of("acpi", "agent", "initctl", "signal", "paravirt");
    private static final List<String> OCCASIONS = List.of("poweroff", "reboot", "crash");
    private static final List<String> ACTIONS = List.of("destroy", "restart", "rename-restart", "preserve", "coredump-destroy",
            "coredump-restart");
    private static final List<String> SLEEPS = List.of("mem", "disk", "hybrid");
    private static final int FORCE_BOOT = 16;

    @Override public String table() {
        return """
            autostart: start a machine with the host
              <domain>
              --disable  not any more
              --once  the next time only
            destroy: stop a machine at once, as if its power failed
              <domain>
              --graceful  only if it lets itself be stopped without force
              --remove-logs  remove its logs
            dompmsuspend: put a guest to sleep by its own power management
              <domain>
              <target>  mem, disk or hybrid
              duration=#!  seconds after which to wake it up
            dompmwakeup: wake up a guest
              <domain>
            inject-nmi: send a non-maskable interrupt to the guest
              <domain>
            reboot: let a guest restart
              <domain>
              mode=  how to ask for it: acpi, agent, initctl, signal, paravirt
            reset: reset a machine, as its button does
              <domain>
            resume: let a suspended machine run
              <domain>
            set-lifecycle-action: set what follows when a guest stops
              <domain>
              <type>  poweroff, reboot or crash
              <action>  what to do then
              --config --live --current
            shutdown: let a guest shut down
              <domain>
              mode=  how to ask for it: acpi, agent, initctl, signal, paravirt
            start: start a machine that is defined
              <domain>
              --console  attach to its console
              --paused
              --autodestroy  destroy it when this connection ends
              --bypass-cache
              --force-boot  throw away a saved state
              pass-fds=  descriptors to hand on, separated by commas
              --reset-nvram  make its NVRAM anew from the template
            suspend: stop the processors of a machine
              <domain>
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "autostart" -> autostart(in);
            case "start" -> start(in);
            case "set-lifecycle-action" -> setLifecycleAction(in);
            case "shutdown" -> {
                int mode = mode(in, "or 'paravirt'", ", ");
                act(in, domain -> domain.shutdown(mode), "Failed to shutdown domain '%s'", "Domain '%s' is being shutdown\n");
            }
            case "reboot" -> {
                int mode = mode(in, "or 'paravirt'", " ");
                act(in, domain -> domain.reboot(mode), "Failed to reboot domain '%s'", "Domain '%s' is being rebooted\n");
            }
            case "destroy" -> act(in, domain -> domain.destroy(in.flag("graceful", 1) | in.flag("remove-logs", 2)),
                    "Failed to destroy domain '%s'", "Domain '%s' destroyed\n");
            case "reset" -> act(in, Domain::reset, "Failed to reset domain '%s'", "Domain '%s' was reset\n");
            case "resume" -> act(in, Domain::resume, "Failed to resume domain '%s'", "Domain '%s' resumed\n");
            case "suspend" -> act(in, Domain::suspend, "Failed to suspend domain '%s'", "Domain '%s' suspended\n");
            case "dompmsuspend" -> sleep(in);
            case "dompmwakeup" -> {
                Domain domain = in.domain();
                in.attempt(domain::pmWakeup, "Domain '" + domain + "' could not be woken up");
                in.out().extra("Domain '" + domain + "' successfully woken up");
            }
            case "inject-nmi" -> in.domain().injectNmi();
            default -> throw undeclared(command);
        }
    }

    private interface Action {
        void on(Domain domain);
    }

    /** Does something to a machine and says so, by the name that the user gave. */
    private static void act(Invocation in, Action action, String complaint, String success) {
        Domain domain = in.domain();
        String name = in.required("domain");
        in.attempt(() -> action.on(domain), complaint.replace("%s", name));
        in.out().extra(success.replace("%s", name));
    }

    private static void autostart(Invocation in) {
        boolean on = !in.has("disable");
        String what = on ? "mark" : "unmark";
        if (in.has("once")) {
            act(in, domain -> domain.autostartOnce(on), "Failed to " + what + " domain '%s' as autostarted on next boot",
                    "Domain '%s' " + what + "ed as autostarted on next boot\n");
            return;
        }
        act(in, domain -> domain.autostart(on), "Failed to " + what + " domain '%s' as autostarted",
                "Domain '%s' " + what + "ed as autostarted\n");
    }

    private static int mode(Invocation in, String last, String before) {
        Optional<String> modes = in.text("mode");
        int flags = 0;
        if (modes.isEmpty()) return flags;
        for (String mode : modes.get().split(",", -1)) {
            int bit = MODES.indexOf(mode);
            if (bit < 0) {
                throw new Failure("Unknown mode " + mode + " value, expecting 'acpi', 'agent', 'initctl', 'signal'" + before + last);
            }
            flags |= 1 << bit;
        }
        return flags;
    }

    private static void sleep(Invocation in) {
        Domain domain = in.domain();
        long seconds = in.unsignedLong("duration").orElse(0);
        int target = SLEEPS.indexOf(in.required("target"));
        if (target < 0) throw new Failure("Invalid target");
        in.attempt(() -> domain.pmSuspend(target, seconds), "Domain '" + domain + "' could not be suspended");
        in.out().extra("Domain '" + domain + "' successfully suspended");
    }

    private static void setLifecycleAction(Invocation in) {
        int flags = in.impact();
        int type = OCCASIONS.indexOf(in.required("type"));
        if (type < 0) throw new Failure("Invalid lifecycle type '" + in.required("type") + "'.");
        int action = ACTIONS.indexOf(in.required("action"));
        if (action < 0) throw new Failure("Invalid lifecycle action '" + in.required("action") + "'.");
        Domain domain = in.domain();
        in.attempt(() -> domain.setLifecycleAction(type, action, flags), "Unable to change lifecycle action.");
    }

    private static void start(Invocation in) {
        Domain domain = in.domainByName();
        if (domain.id() != -1) throw new Failure("Domain is already active");
        Descriptors.refuse(in);
        int flags = in.flag("paused", 1) | in.flag("autodestroy", 2) | in.flag("bypass-cache", 4) | in.flag("force-boot", FORCE_BOOT)
                | in.flag("reset-nvram", 64);
        // a console wants the id that the machine has from now on
        in.attempt(() -> domain.start(flags), "Failed to start domain '" + domain + "'");
        in.out().extra("Domain '" + domain + "' started\n");
        if (in.has("console")) Consoles.open(in, in.call(new DomainCall.LookupByUuid(domain.uuid())).dom(), Optional.empty(), 0);
    }
}
