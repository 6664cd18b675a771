package jvirt.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Where the {@code jvirt} process begins. */
public final class Main {
    private static final int BUFFER = 16_384;

    private Main() {}

    /** Runs the command and ends the process with its status. */
    public static void main(String[] arguments) {
        Runtime.getRuntime().halt(run(List.of(arguments)));    // nothing is left to do, and nobody to wait for
    }

    /** Runs the command: its status. */
    static int run(List<String> arguments) {
        var out = new PrintStream(new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER), false);
        var output = new Output(out, new PrintStream(new FileOutputStream(FileDescriptor.err), false));
        return new Jvirt(output, System.in, System.getenv(), Path.of("").toAbsolutePath()).run(arguments);
    }
}
