package jvirt.cli.install;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Output;
import jvirt.client.Domain;

/** What happens after the first boot: the console, the wait for the installer's end, the boot of what it installed. */
final class Progress {
    private static final int SHUTOFF = 5;
    private static final int CRASHED = 6;
    private static final int DESTROYED = 2;
    private static final int SAVED = 5;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Domain domain;
    private final Output out;
    private final boolean transientGuest;
    private final boolean destroyOnExit;

    /** How the guest's console is shown. */
    enum Console { NONE, TEXT, GRAPHICAL }

    Progress(Domain domain, Output out, boolean transientGuest, boolean destroyOnExit) {
        this.domain = domain;
        this.out = out;
        this.transientGuest = transientGuest;
        this.destroyOnExit = destroyOnExit;
    }

    /**
     * Follows the guest to its end.
     *
     * @param hasFirstStep the guest is another one when it boots again
     * @param minutes how long to wait, negative for ever; nothing was said when empty
     * @param show shows the console until its user leaves it, or only begins to, with {@code false}
     * @return whether all went as it should
     */
    boolean follow(boolean hasFirstStep, boolean reboots, OptionalInt minutes, Optional<Predicate<Boolean>> show) {
        show.ifPresent(console -> {
            console.test(minutes.isEmpty());
            if (destroyOnExit && active()) domain.destroy(0);
        });
        if (show.isPresent() && active()) pause();      // who sees the console end may be faster than the daemon
        if (active() && !await(hasFirstStep, minutes)) return false;
        if (active() && hasFirstStep && minutes.isEmpty()) return true;
        out.extra("Domain creation completed.\n");
        if (transientGuest || active()) return true;
        if (!reboots || !hasFirstStep) {
            out.extra("You can restart your domain by running:\n  jvirt start " + domain.name() + "\n");
            return true;
        }
        if (wasEnded() && !destroyOnExit) {
            out.extra("User stopped the VM. Not rebooting.\n");
            return true;
        }
        out.extra("Restarting guest.\n");
        domain.start(0);
        show.ifPresent(console -> console.test(true));
        return true;
    }

    private boolean await(boolean hasFirstStep, OptionalInt minutes) {
        if (minutes.isEmpty()) {
            if (hasFirstStep) {
                out.extra("\nDomain is still running. Installation may be in progress.\n"
                        + "You can reconnect to the console to complete the installation process.\n");
            }
            return true;
        }
        int limit = minutes.getAsInt();
        out.extra("\nDomain is still running. Installation may be in progress.\n");
        out.extra(limit < 0 ? "Waiting for the installation to complete.\n"
                : "Waiting " + limit + (limit == 1 ? " minute" : " minutes") + " for the installation to complete.\n");
        long end = System.nanoTime() + Duration.ofMinutes(limit).toNanos();
        while (active()) {
            if (limit >= 0 && System.nanoTime() - end > 0) {
                out.extra("Installation has exceeded specified time limit. Exiting application.\n");
                return false;
            }
            pause();
        }
        out.extra("Domain has shutdown. Continuing.\n");
        return true;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InstallException("Domain install interrupted.", e);
        }
    }

    private boolean active() {
        try {
            if (domain.state().state() == CRASHED) throw new InstallException("Domain has crashed.");
            return domain.active();
        } catch (VirtException e) {
            if (transientGuest && e.code() == ErrorCode.NO_DOMAIN) return false;
            throw e;
        }
    }

    private boolean wasEnded() {
        Domain.State state = domain.state();
        return state.state() == SHUTOFF && (state.reason() == DESTROYED || state.reason() == SAVED);
    }
}
