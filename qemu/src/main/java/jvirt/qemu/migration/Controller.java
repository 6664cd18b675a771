package jvirt.qemu.migration;

/** The client that carries a migration from step to step. */
@FunctionalInterface
public interface Controller {
    /** Whoever carries it to the end without a client. */
    Controller NOBODY = _ -> { };

    /** Runs when the client is gone, on a thread of its own. */
    void onGone(Runnable action);
}
