package jvirt.api.snapshot;

import java.util.Optional;

/** A moment of a machine that was kept, one after another: libvirt's word for what snapshots and checkpoints have in common. */
public interface Moment {
    String name();

    /** The moment that it came after. */
    Optional<String> parent();

    /** When it was, in seconds since 1970. */
    long created();
}
