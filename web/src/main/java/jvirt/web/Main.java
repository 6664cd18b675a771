package jvirt.web;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where {@code jvirt web} begins. */
public final class Main {
    private static final int BAD_USAGE = 2;
    /** Held, so that its level is not forgotten with it. */
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    private Main() {}

    /** Runs the console until the process is told to end. */
    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        if (words.contains("--help") || words.contains("-h")) {
            System.out.print(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(words, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println("jvirt web: " + e.getMessage() + " (see jvirt web --help)");
            System.exit(BAD_USAGE);
            return;
        }
        JETTY.setLevel(Level.WARNING);
        Console console;
        try {
            console = new Console(options);
        } catch (java.io.IOException | IllegalStateException e) {
            System.err.println("jvirt web: " + e.getMessage());
            System.exit(1);
            return;
        }
        System.out.println("jvirt web: " + console.address());
        console.firstPassword().ifPresent(password -> System.out.println("jvirt web: first login: admin, password " + password));
        console.join();
    }
}
