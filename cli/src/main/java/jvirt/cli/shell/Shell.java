package jvirt.cli.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import jvirt.cli.Output;
import jvirt.cli.Session;

/** Commands typed one after the other, until {@code quit} or the end of the input. */
public final class Shell {
    /** Where lines come from: a terminal, or anything else. */
    interface Lines extends AutoCloseable {
        Optional<String> read(String prompt);

        @Override void close();
    }

    private final Session session;
    private final Consumer<String> runner;

    public Shell(Session session, Consumer<String> runner) {
        this.session = session;
        this.runner = runner;
    }

    /** Runs it; it has always succeeded. */
    public boolean run() {
        Output output = session.output();
        session.interactive(true);
        if (!output.quiet()) {
            output.print("Welcome to jvirt, the virtualization interactive terminal.\n\n"
                    + "Type:  'help' for help with commands\n       'quit' to quit\n\n");
        }
        output.flush();
        try (Lines lines = Terminals.input() && Terminals.output() ? new TerminalLines(session) : new Piped(session)) {
            while (session.interactive()) {
                Optional<String> line = lines.read(session.readonly() ? "jvirt > " : "jvirt # ");
                if (line.isEmpty()) {
                    output.print("\n");
                    break;
                }
                if (!line.get().isEmpty()) runner.accept(line.get());
            }
        }
        return true;
    }

    /** Lines from a file or another program: prompt and line are repeated, as they would stand on a terminal. */
    private static final class Piped implements Lines {
        private final Session session;
        private final BufferedReader reader;

        Piped(Session session) {
            this.session = session;
            this.reader = new BufferedReader(new InputStreamReader(session.input(), StandardCharsets.UTF_8));
        }

        @Override public Optional<String> read(String prompt) {
            try {
                Optional<String> line = Optional.ofNullable(reader.readLine());
                session.output().print(prompt + line.map(text -> text + "\n").orElse(""));
                return line;
            } catch (IOException e) {
                return Optional.empty();
            }
        }

        @Override public void close() {
            session.output().flush();
        }
    }
}
