package jvirt.qemu.console;

import java.util.Optional;

/** Who looks at a console and types into it. Each method may wait; an interrupted one ends. */
public interface Viewer {
    /** Shows what the guest wrote; false when nobody looks any more. */
    boolean show(byte[] data) throws InterruptedException;

    /** What was typed, waiting for it; none when the viewer is gone. */
    Optional<byte[]> typed() throws InterruptedException;

    /** The guest's side is over. */
    void over() throws InterruptedException;
}
