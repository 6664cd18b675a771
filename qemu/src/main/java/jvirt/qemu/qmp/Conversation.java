package jvirt.qemu.qmp;

/** Who answers commands: a running QEMU, or the record of one. */
public interface Conversation {
    /** Carries out {@code command}, within the limit that it states. */
    <R> Reply<R> ask(Command<R> command);

    /** Carries out {@code command}, within the limit that it states; libvirt's error where it is refused. */
    default <R> R call(Command<R> command) {
        return ask(command).orThrow();
    }

    /** The same with an open file, for commands that take one; a record has none to take. */
    default <R> R call(Command<R> command, int descriptor) {
        return call(command);
    }
}
