package jvirt.cli;

import jvirt.cli.shell.Terminals;

/** How far a long work has come: {@code --verbose} wants to know, and so does a terminal. */
public final class Progress {
    private final Output output;
    private final String label;
    private final boolean shown;
    private final boolean asked;

    /** @param asked whether the user asked for it; otherwise it is shown on a terminal only, and goes when the work is done */
    public Progress(Output output, String label, boolean asked) {
        this.output = output;
        this.label = label;
        this.asked = asked;
        this.shown = asked || !output.quiet() && Terminals.errors();
    }

    public boolean shown() {
        return shown;
    }

    /** Shows it. It says 100 % only at the end. */
    public void show(long remaining, long total) {
        if (!shown) return;
        int percent = remaining == 0 ? 100 : (int) (100.0 - remaining * 100.0 / total);
        if (remaining != 0 && percent >= 100) percent = 99;
        String number = Integer.toString(percent);
        output.complain("\r" + label + ": [" + " ".repeat(Math.max(0, 3 - number.length())) + number + " %]");
    }

    /** Shows that it is done, if the user asked. */
    public void done() {
        if (asked) show(0, 1);
        else clear();
    }

    /** Takes the line away again. */
    public void clear() {
        if (shown && !asked) output.complain("\r" + " ".repeat(label.length() + 10) + "\r");
    }
}
