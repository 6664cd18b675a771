package jvirt.qemu.migration;

/** A machine's move to or from another host, as its state shows it: how far it is, and what was asked for. */
public record Moving(Phase phase, int flags) {
    public boolean has(Flag flag) {
        return flag.in(flags);
    }

    Moving at(Phase next) {
        if (!phase.leadsTo(next)) throw new IllegalStateException("a migration goes from " + phase + " to " + next);
        return new Moving(next, flags);
    }
}
