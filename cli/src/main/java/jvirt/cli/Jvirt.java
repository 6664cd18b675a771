package jvirt.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import jvirt.api.VirtException;

/** The {@code jvirt} command: global options, then commands, or a shell when there are none. */
public final class Jvirt {
    private final Session session;
    private final Output output;

    /** @param folder where relative names of files begin */
    public Jvirt(Output output, InputStream input, Map<String, String> environment, Path folder) {
        this.output = output;
        this.session = new Session(output, input, environment, folder);
    }

    /** Runs it; what comes back is the exit status. */
    public int run(List<String> arguments) {
        try {
            return perform(arguments) ? 0 : 1;
        } finally {
            session.close();
            output.flush();
        }
    }

    private boolean perform(List<String> arguments) {
        try {
            GlobalOptions options = GlobalOptions.parse(arguments, output);
            session.configure(options);
            if (options.show() != GlobalOptions.Show.NOTHING) return show(options.show());
            if (options.rest().isEmpty()) return shell();
            return commands(options);
        } catch (Failure e) {
            report(e);
            return false;
        }
    }

    private boolean show(GlobalOptions.Show what) {
        Help help = new Help(output);
        switch (what) {
            case HELP -> help.usage();
            case VERSION -> output.line(Version.text());
            case LONG_VERSION -> help.version();
            case NOTHING -> { }
        }
        return true;
    }

    private boolean commands(GlobalOptions options) {
        List<String> rest = options.rest();
        boolean early = Early.worthwhile(rest);
        if (early) session.connectEarly();
        Words words = rest.size() == 1 ? new Words.Text(rest.getFirst()) : new Words.Cut(rest);
        List<Invocation> commands = new Grammar(session).parse(words);
        if (options.uri().isPresent()) session.connection();
        return runAll(commands);
    }

    private boolean shell() {
        if (session.options().uri().isPresent()) session.connection();
        return new jvirt.cli.shell.Shell(session, this::line).run();
    }

    /** Runs a line of the shell. */
    private void line(String text) {
        try {
            runAll(new Grammar(session).parse(new Words.Text(text)));
        } catch (Failure e) {
            report(e);
        }
        output.flush();
    }

    /** Runs commands one after the other; the last one's success is that of all. */
    private boolean runAll(List<Invocation> commands) {
        boolean ok = true;
        for (Invocation command : commands) {
            long start = System.nanoTime();
            ok = run(command);
            String name = command.declaration().name();
            if (name.equals("quit") || name.equals("exit")) return ok;
            if (session.options().timing()) output.format("\n(Time: %.3f ms)\n\n", (System.nanoTime() - start) / 1e6);
            else output.extra("\n");
        }
        return ok;
    }

    private boolean run(Invocation command) {
        try {
            if (!command.declaration().offline()) session.connection();
            command.run();
            return true;
        } catch (Failure e) {
            report(e);
        } catch (VirtException e) {
            output.error(e.getMessage());
        }
        return false;
    }

    private void report(Failure failure) {
        if (!failure.getMessage().isEmpty()) output.error(failure.getMessage());
        if (failure.getCause() != null) output.error(failure.getCause().getMessage());
    }

    /** Whether it pays to connect before the command is known. */
    private static final class Early {
        /** They need no connection, or open one themselves. */
        private static final List<String> WITHOUT = List.of("help", "echo", "cd", "pwd", "connect", "quit", "exit", "install",
                "host-validate", "pki", "login-set", "login-delete", "login-list", "self-test", "complete", "web");

        static boolean worthwhile(List<String> rest) {
            return !WITHOUT.contains(rest.getFirst()) && !rest.contains("--help") && !rest.getFirst().isBlank();
        }
    }
}
