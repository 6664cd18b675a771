package jvirt.cli;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** What commands say. Both streams keep the order in which things were said, also where they end in one file. */
public final class Output {
    private final PrintStream out;
    private final PrintStream err;
    private boolean quiet;

    public Output(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public void quiet(boolean on) {
        quiet = on;
    }

    public boolean quiet() {
        return quiet;
    }

    /** Prints text as it is. */
    public synchronized void print(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    public synchronized void print(byte[] bytes, int count) {
        out.write(bytes, 0, count);
    }

    public void line(String text) {
        print(text + "\n");
    }

    public void format(String format, Object... args) {
        print(String.format(Locale.ROOT, format, args));
    }

    /** Prints what {@code --quiet} leaves out. */
    public void extra(String text) {
        if (!quiet) print(text);
    }

    /** A label and its value in the columns of the information commands. */
    public void field(String label, Object value) {
        print(padded(label, 15) + " " + value + "\n");
    }

    /** {@code text} with spaces behind it up to {@code width} characters. */
    public static String padded(String text, int width) {
        return text.length() >= width ? text : text + " ".repeat(width - text.length());
    }

    /** Complains. */
    public synchronized void error(String message) {
        out.flush();
        complain("error: " + message + "\n");
    }

    /** Writes to standard error as it is. */
    public synchronized void complain(String text) {
        out.flush();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        err.write(bytes, 0, bytes.length);
        err.flush();
    }

    public synchronized void flush() {
        out.flush();
    }
}
