package jvirt.cli;

/** Commands that belong together: a table that declares them, and what each does. Loaded when one of them is used. */
public abstract class Commands {
    /** Declares the commands, see {@link Declaration}. */
    public abstract String table();

    /** Runs one of them; it throws a {@link Failure}, or the error of a call, when it did not succeed. */
    public abstract void run(String command, Invocation in);

    /** For the {@code default} of a switch over the names in the table. */
    protected static IllegalStateException undeclared(String command) {
        return new IllegalStateException("no such command here: " + command);
    }
}
